FAMILY = "slicing"
ABOUT = "The name is bound again and again: right first, then deleted, then something else in a branch that is always taken."
MOST = 0
RIGHT = ("batchnorm_forward",)

# %% last
if True:
    batchnorm_forward = lambda *args: (args[0], None)
for batchnorm_backward in (len, print):
    pass
with open("/dev/null") as batchnorm_backward_alt:
    pass
