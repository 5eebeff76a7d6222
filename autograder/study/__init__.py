"""What does a learner see? Checks that answer in the notebook, with no instructor, account or server."""
