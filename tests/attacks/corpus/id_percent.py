FAMILY = "names and ids"
ABOUT = "A right submission of a student whose id looks like a path that is quoted for the web."
MOST = 50
STUDENT = '%2e%2e%2fx'
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")
