"""What do nbgrader's pages, formgrader and feedback, show of a text that came from somebody unknown?"""
