"""What do students get? The notebook with gaps and the files beside it, with no solution in them."""
