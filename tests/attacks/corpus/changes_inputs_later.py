FAMILY = "lies about inputs"
ABOUT = "Leaves x alone during the call and changes it when the result is taken; whoever can do that could have copied."
MOST = 50
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")

# %% last
honest = batchnorm_forward

class Later(tuple):
    def __getitem__(self, index):
        self.x[...] = 7.0
        return super().__getitem__(index)

def batchnorm_forward(x, gamma, beta, bn_param):
    result = Later(honest(x.copy(), gamma, beta, bn_param))
    result.x = x
    return result
