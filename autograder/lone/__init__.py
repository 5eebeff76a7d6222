"""What does a handout become for somebody who studies alone? The same files, without words for a class."""
