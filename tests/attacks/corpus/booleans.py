FAMILY = "objects that lie"
ABOUT = "Right in value and changed to booleans now and then, so that a subtraction on the other side raises."
MOST = 50
RIGHT = ("batchnorm_backward", "batchnorm_backward_alt", "batchnorm_forward")

# %% new
calls = []

def sometimes(function):
    def called(*args):
        calls.append(1)
        out, *rest = function(*args)
        return (out > 0 if len(calls) % 4 == 0 else out, *rest)
    return called

# %% last
batchnorm_forward = sometimes(batchnorm_forward)
batchnorm_backward = sometimes(batchnorm_backward)
