FAMILY = "names and ids"
ABOUT = "A right submission of a student whose id turns text around and breaks lines."
MOST = 50
STUDENT = "\u202e\u0301 a\nb"
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")
