FAMILY = "diagnosis"
ABOUT = "Fails every check with large values, so that comparing them with every known mistake takes long."
MOST = 0

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    many = {number: [float(number)] * 9 for number in range(900)}
    bn_param.update(many, running_mean=np.ones(5), running_var=np.ones(5))
    return np.ones((700, 700)), None

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    return np.ones((700, 700)), np.ones(10**5), [1.0] * 9000
