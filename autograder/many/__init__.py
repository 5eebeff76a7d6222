"""How are many submissions marked at once? Work shared among processes, and among machines."""
