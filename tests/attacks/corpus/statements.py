FAMILY = "slicing"
ABOUT = "As many statements as are read, all on one line and all bound to the same name."
MOST = 24
RIGHT = ("batchnorm_forward",)
REPEAT = 4_500

# %% last
@REPEAT:batchnorm_backward=0;@
