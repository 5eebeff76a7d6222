"""Which languages are there? The words of the engine in each, those of a handout, and the language of work."""
