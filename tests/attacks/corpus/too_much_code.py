FAMILY = "slicing"
ABOUT = "More code than anybody reads, to exhaust the memory of the side that parses it."
MOST = 0
RIGHT = ("batchnorm_forward",)
REPEAT = 3_000_000

# %% last
@REPEAT:a;@
