"""How does a class get its pages of feedback? Those of nbgrader's converter, in many processes, without it."""
