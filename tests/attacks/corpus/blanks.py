FAMILY = "slicing"
ABOUT = "A broken cell with one endless line of blanks, for patterns that try every place."
MOST = 24
RIGHT = ("batchnorm_forward",)
REPEAT = 150_000

# %% last
@REPEAT: @x
)
