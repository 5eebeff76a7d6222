"""What did the student write? Files read without trust, and the definitions that the exercises need."""
