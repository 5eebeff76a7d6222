"""How does the host take part? Release, preprocessors, and marks in nbgrader's gradebook."""
