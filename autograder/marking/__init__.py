"""How is an answer judged? Checks, comparisons, numerical gradients, the rubric, and the name of a mistake."""
