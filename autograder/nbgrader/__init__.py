"""How does the host take part? Its settings, its steps, and the cells and marks of its gradebook."""
