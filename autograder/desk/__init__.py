"""What does an instructor need? Tables, the demonstration course, the health of the machine."""
