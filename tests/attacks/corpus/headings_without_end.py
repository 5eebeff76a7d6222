FAMILY = "slicing"
ABOUT = "A heading with forty thousand blanks in it, and as many empty lines."
MOST = 50
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")
REPEAT = 40000

# %% answer three_roads
# a@REPEAT: @b
@REPEAT:\n@
