"""What does only a running notebook know? Its cells as they were run, what they print, who stops them."""
