FAMILY = "lies to handles"
ABOUT = "A list that computes, sleeps and raises when its items are taken, after the call has returned."
MOST = 0

# %% batchnorm_forward
import time

class Late(list):
    def __getitem__(self, index):
        time.sleep(0.05)
        raise StopIteration("7 of 7")

def batchnorm_forward(x, gamma, beta, bn_param):
    return Late([1, 2])
