# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    N, D = x.shape
    running_mean = bn_param.get("running_mean", np.zeros(D, dtype=x.dtype)).copy()
    running_var = bn_param.get("running_var", np.zeros(D, dtype=x.dtype)).copy()
    if mode != "train" and mode != "test":
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    out = np.empty_like(x)
    x_hat = np.empty_like(x)
    root = np.empty(D)
    for j in range(D):
        if mode == "train":
            mean = 0.0
            for i in range(N):
                mean += x[i, j]
            mean /= N
            var = 0.0
            for i in range(N):
                var += (x[i, j] - mean) ** 2
            var /= N
            running_mean[j] = momentum * running_mean[j] + (1 - momentum) * mean
            running_var[j] = momentum * running_var[j] + (1 - momentum) * var
        else:
            mean, var = running_mean[j], running_var[j]
        root[j] = (var + eps) ** 0.5
        for i in range(N):
            x_hat[i, j] = (x[i, j] - mean) / root[j]
            out[i, j] = gamma[j] * x_hat[i, j] + beta[j]
    bn_param["running_mean"], bn_param["running_var"] = running_mean, running_var
    return out, (x_hat, root, gamma)

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    x_hat, root, gamma = cache
    N, D = dout.shape
    dx, dgamma, dbeta = np.zeros((N, D)), np.zeros(D), np.zeros(D)
    for j in range(D):
        for i in range(N):
            dgamma[j] += dout[i, j] * x_hat[i, j]
            dbeta[j] += dout[i, j]
        for i in range(N):
            for k in range(N):
                own = 1.0 if i == k else 0.0
                dx[i, j] += dout[k, j] * gamma[j] / root[j] * (own - 1 / N - x_hat[i, j] * x_hat[k, j] / N)
    return dx, dgamma, dbeta

# %% batchnorm_backward_alt
def batchnorm_backward_alt(dout, cache):
    x_hat, root, gamma = cache
    dgamma = np.sum(dout * x_hat, axis=0)
    dbeta = np.sum(dout, axis=0)
    return gamma / root * (dout - dbeta / len(dout) - x_hat * dgamma / len(dout)), dgamma, dbeta
