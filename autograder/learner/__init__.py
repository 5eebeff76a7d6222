"""What does somebody see who studies? Checks that answer in the notebook, hints, graphs, progress."""
