FAMILY = "names and ids"
ABOUT = "A right submission of a student whose id looks like commands of a shell."
MOST = 50
STUDENT = 'a;touch left-by-an-attack`id`$(id)&'
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")
