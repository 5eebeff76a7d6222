"""the running variance divides, and not its root."""

IDS = ()
HINT = "Give a feature another unit: by what should its slope change?"
LOSES = ("fold_batchnorm/folded weights",)


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / (running_var + eps)
    return W * slope, (b - running_mean) * slope + beta
