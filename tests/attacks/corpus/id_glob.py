FAMILY = "names and ids"
ABOUT = "A right submission of a student whose id looks like a pattern of files."
MOST = 50
STUDENT = 's[1]*?'
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")
