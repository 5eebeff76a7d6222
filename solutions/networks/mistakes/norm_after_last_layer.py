"""the scores are normalized too."""

import numpy as np

IDS = ("C1",)
HINT = "What would it mean for a classifier if all its scores had the same spread?"
LOSES = (
    "FullyConnectedNet/scores with batchnorm",
    "FullyConnectedNet/scores with layernorm",
    "FullyConnectedNet/loss with batchnorm",
    "FullyConnectedNet/loss with layernorm",
)


class FullyConnectedNet(FullyConnectedNet):
    def last(self, x):
        scores, cache = super().last(x)
        ones = np.ones(scores.shape[1])
        if self.normalization == "batchnorm":
            scores, norm_cache = batchnorm_forward(scores, ones, 0 * ones, {"mode": "train"})
            return scores, (cache, norm_cache)
        if self.normalization == "layernorm":
            scores, norm_cache = layernorm_forward(scores, ones, 0 * ones, {})
            return scores, (cache, norm_cache)
        return scores, (cache, None)

    def last_back(self, dscores, cache):
        cache, norm_cache = cache
        if self.normalization == "batchnorm":
            dscores, _, _ = batchnorm_backward(dscores, norm_cache)
        if self.normalization == "layernorm":
            dscores, _, _ = layernorm_backward(dscores, norm_cache)
        return super().last_back(dscores, cache)
