"""How does a whole class reach the gradebook at once? The rows and files of nbgrader, without its converter."""
