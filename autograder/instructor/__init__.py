"""What does an instructor do over a term? Marking a class, late days, regrading, explaining, reports."""
