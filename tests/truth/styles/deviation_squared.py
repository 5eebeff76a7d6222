"""np.std, squared again for the variance; gamma stays outside until the end."""

import numpy


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", numpy.zeros(x.shape[1]))
    running_var = bn_param.get("running_var", numpy.zeros(x.shape[1]))
    if mode == "train":
        mean = numpy.mean(x, 0)
        sigma = numpy.std(x, 0)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * sigma**2
    elif mode == "test":
        mean = running_mean
        sigma = numpy.sqrt(running_var)
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    denominator = numpy.sqrt(numpy.square(sigma) + eps)
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    return beta + gamma * (x - mean) / denominator, (x, mean, sigma, denominator, gamma, eps)


def batchnorm_backward(dout, cache):
    x, mean, sigma, denominator, gamma, eps = cache
    n = x.shape[0]
    d_denominator = numpy.sum(-dout * (x - mean), 0) / denominator**2
    d_sigma = d_denominator * sigma / denominator
    d_x = dout / denominator
    d_x = d_x + d_sigma * (x - mean) / (n * sigma)  # slope of the deviation
    d_x = d_x - numpy.mean(dout, 0) / denominator
    return gamma * d_x, numpy.sum(dout * (x - mean) / denominator, 0), numpy.sum(dout, 0)


def batchnorm_backward_alt(dout, cache):
    x, mean, sigma, denominator, gamma, eps = cache
    z = (x - mean) / denominator
    centre = lambda a: a - numpy.mean(a, 0)
    return (
        gamma * centre(dout - z * numpy.mean(centre(dout) * z, 0)) / denominator,
        numpy.sum(dout * z, 0),
        numpy.sum(dout, 0),
    )
