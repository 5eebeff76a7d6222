FAMILY = "names and ids"
ABOUT = "A right submission of a student whose id looks like an option of a program."
MOST = 50
STUDENT = '-rf'
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")
