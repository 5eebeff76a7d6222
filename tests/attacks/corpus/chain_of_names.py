FAMILY = "slicing"
ABOUT = "Functions that change each other's names in a long chain."
MOST = 24
RIGHT = ("batchnorm_forward",)
REPEAT = 2_000

# %% last
@REPEAT:def f#():\n    global g#\n    g# = f#(f#)\n@
batchnorm_backward = f0()
