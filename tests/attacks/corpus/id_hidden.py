FAMILY = "names and ids"
ABOUT = "A right submission of a student whose id consists of dots."
MOST = 50
STUDENT = '...'
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")
