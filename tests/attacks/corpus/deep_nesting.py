FAMILY = "objects that lie"
ABOUT = "Lists within lists, too deep for any recursion, and one that holds itself."
MOST = 0

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    out = []
    for _ in range(10**6):
        out = [out]
    itself = []
    itself.append(itself)
    bn_param["running_mean"] = itself
    return out, itself
