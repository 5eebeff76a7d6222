FAMILY = "names and ids"
ABOUT = "A right submission of a student whose id looks like SQL."
MOST = 50
STUDENT = "x'; DROP TABLE student; --"
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")
