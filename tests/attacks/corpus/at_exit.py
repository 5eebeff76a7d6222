FAMILY = "acting late"
ABOUT = "Functions registered for the exit of the process write, kill and return marks."
MOST = 0

# %% batchnorm_forward
import atexit
import os
import weakref

def late():
    for number in range(64):
        try:
            os.write(number, b"50 of 50")
        except OSError:
            pass
    with open("/tmp/left-by-an-attack", "w") as file:
        file.write("late")

atexit.register(late)

class Thing:
    pass

thing = Thing()
weakref.finalize(thing, late)

def batchnorm_forward(x, gamma, beta, bn_param):
    return x, thing
