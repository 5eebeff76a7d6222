"""What each mistake stands on: the right layer and network, with the steps of the network lying open.

This runs over the reference, and one mistake runs over this. A wrong layer writes its function anew.
A wrong network derives from `FullyConnectedNet` as it stands here and overrides the step that it gets wrong.
"""

import numpy as np


class FullyConnectedNet(right_FullyConnectedNet):
    """The network step by step."""

    def set_mode(self, mode):
        if self.normalization == "batchnorm":
            for bn_param in self.bn_params:
                bn_param["mode"] = mode

    def norm_param(self, layer):
        return self.bn_params[layer - 1] if self.normalization else None

    def hidden(self, layer, x):
        W, b, gamma, beta = (self.params.get(f"{name}{layer}") for name in ("W", "b", "gamma", "beta"))
        return affine_norm_relu_forward(x, W, b, gamma, beta, self.normalization, self.norm_param(layer))

    def hidden_back(self, layer, dout, cache):
        dx, dW, db, dgamma, dbeta = affine_norm_relu_backward(dout, cache)
        grads = {f"W{layer}": dW, f"b{layer}": db}
        if self.normalization:
            grads |= {f"gamma{layer}": dgamma, f"beta{layer}": dbeta}
        return dx, grads

    def last(self, x):
        return affine_forward(x, self.params[f"W{self.num_layers}"], self.params[f"b{self.num_layers}"])

    def last_back(self, dscores, cache):
        dx, dW, db = affine_backward(dscores, cache)
        return dx, {f"W{self.num_layers}": dW, f"b{self.num_layers}": db}

    def data_loss(self, scores, y):
        return softmax_loss(scores, y)

    def penalty(self):
        return self.reg / 2 * sum(np.sum(W * W) for name, W in self.params.items() if name[0] == "W")

    def penalty_gradient(self, name):
        return self.reg * self.params[name] if name[0] == "W" else 0.0

    def answer(self, scores):
        return scores

    def loss(self, X, y=None):
        self.set_mode("test" if y is None else "train")
        out, caches = X.astype(self.dtype), []
        for layer in range(1, self.num_layers):
            out, cache = self.hidden(layer, out)
            caches.append(cache)
        scores, cache = self.last(out)
        if y is None:
            return self.answer(scores)
        data, dscores = self.data_loss(scores, y)
        dout, grads = self.last_back(dscores, cache)
        for layer in range(self.num_layers - 1, 0, -1):
            dout, more = self.hidden_back(layer, dout, caches[layer - 1])
            grads |= more
        return data + self.penalty(), {name: grad + self.penalty_gradient(name) for name, grad in grads.items()}
