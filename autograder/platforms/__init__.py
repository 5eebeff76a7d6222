"""How do learning platforms write their files? Tables and archives of Canvas, Moodle and Brightspace."""
