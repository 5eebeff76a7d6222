"""Mark programming assignments against numerical gradients, behind a wall, and name the mistake."""

__version__ = "0.1.0"
