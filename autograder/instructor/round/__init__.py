"""What does a round take besides marking? The exchange, the pages of feedback, and all of it with one start."""
