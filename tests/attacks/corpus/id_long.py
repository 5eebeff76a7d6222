FAMILY = "names and ids"
ABOUT = "A right submission of a student whose id is almost as long as a name of a file can be."
MOST = 50
STUDENT = 'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn'
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")
