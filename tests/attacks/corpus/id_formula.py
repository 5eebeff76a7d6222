FAMILY = "names and ids"
ABOUT = "A right submission of a student whose id looks like a formula of a table program."
MOST = 50
STUDENT = '=cmd()'
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")
