"""What moves when a learner moves something? Pictures of the learner's own functions, with sliders."""
