FAMILY = "names and ids"
ABOUT = "A right submission of a student whose id looks like a place to fill in."
MOST = 50
STUDENT = '{student_id}{0!r}'
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")
