FAMILY = "names and ids"
ABOUT = "A right submission of a student whose id is markup for pages and terminals."
MOST = 50
STUDENT = '<script>[bold]'
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")
