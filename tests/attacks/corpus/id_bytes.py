FAMILY = "names and ids"
ABOUT = "A right submission of a student whose id is no text: a byte of it is not UTF-8."
MOST = 50
STUDENT = 's\udcff'
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")
