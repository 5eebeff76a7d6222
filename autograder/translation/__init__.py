"""What does a translator translate? The catalogues: what is said in the source, and what was said for it."""
