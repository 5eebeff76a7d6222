"""ReLU is applied to the scores."""

IDS = ()
HINT = "May a score be negative? What would the network lose if it might not?"
LOSES = (
    "FullyConnectedNet/scores without a normalization",
    "FullyConnectedNet/scores with batchnorm",
    "FullyConnectedNet/scores with layernorm",
    "FullyConnectedNet/loss without a normalization",
    "FullyConnectedNet/loss with batchnorm",
    "FullyConnectedNet/loss with layernorm",
)


class FullyConnectedNet(FullyConnectedNet):
    def last(self, x):
        scores, cache = super().last(x)
        scores, relu_cache = relu_forward(scores)
        return scores, (cache, relu_cache)

    def last_back(self, dscores, cache):
        cache, relu_cache = cache
        return super().last_back(relu_backward(dscores, relu_cache), cache)
