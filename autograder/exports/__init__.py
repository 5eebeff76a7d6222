"""How do marks and checks leave for other systems? A file for each system."""
