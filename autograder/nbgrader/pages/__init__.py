"""What do nbgrader's pages show of a text from somebody unknown? All that can be read; nothing that acts."""
