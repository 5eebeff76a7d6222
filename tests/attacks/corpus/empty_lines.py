FAMILY = "slicing"
ABOUT = "Thousands of empty lines above each of many definitions."
MOST = 24
RIGHT = ("batchnorm_forward",)
REPEAT = 9_000

# %% last
@REPEAT:\n@
batchnorm_backward = None
@REPEAT:\n@
batchnorm_backward = None
