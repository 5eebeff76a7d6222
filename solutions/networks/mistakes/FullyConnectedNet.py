"""Known mistakes of FullyConnectedNet."""

import numpy as np


# %% beta_starts_at_one: beta starts at one
# hint: What should beta be, so that a fresh layer passes on exactly what was normalized?
# loses: FullyConnectedNet/first gamma and beta
class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, value in self.params.items():
            if name.startswith("beta"):
                value[...] = 1


# %% biases_drawn: the biases are drawn like the weights
# hint: Where do the biases start?
# loses: FullyConnectedNet/first W and b
# not named
class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, weight_scale=1e-2, **kwargs):
        super().__init__(*args, weight_scale=weight_scale, **kwargs)
        for name, value in self.params.items():
            if name.startswith("b") and not name.startswith("beta"):
                value[...] = weight_scale * np.random.default_rng(0).normal(size=value.shape)


# %% biases_regularized: the biases are regularized too
# hint: Which parameters does the docstring of loss regularize?
# loses: FullyConnectedNet/regularized loss
class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return super().penalty() + self.reg / 2 * sum(
            (v**2).sum() for n, v in self.params.items() if n[0] == "b" and n[1] != "e"
        )

    def penalty_gradient(self, name):
        return self.reg * self.params[name] if name[0] == "W" or name[:2] not in ("ga", "be") else 0.0


# %% dtype_ignored: dtype is not used
# hint: Print the type of each array in params.
# loses: FullyConnectedNet/dtype
class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, dtype=None, **kwargs):
        super().__init__(*args, dtype=np.float64, **kwargs)


# %% everything_regularized: all parameters are regularized
# hint: Which parameters does the docstring of loss regularize?
# loses: FullyConnectedNet/regularized loss
class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return self.reg / 2 * sum((v**2).sum() for v in self.params.values())

    def penalty_gradient(self, name):
        return self.reg * self.params[name]


# %% first_layer_forgotten: the way back ends before the first layer
# hint: Print the layers that your loop meets on the way back. Which is the last one?
# loses: FullyConnectedNet/gradients of W without a normalization,
#   FullyConnectedNet/gradients of W with batchnorm, FullyConnectedNet/gradients of W with layernorm,
#   FullyConnectedNet/gradients of b, FullyConnectedNet/gradients of gamma and beta
class FullyConnectedNet(FullyConnectedNet):
    def hidden_back(self, layer, dout, cache):
        dx, grads = super().hidden_back(layer, dout, cache)
        return dx, {} if layer == 1 else grads


# %% gamma_and_beta_gradients_swapped: the gradients of gamma and beta stand under each other's name
# hint: In which order does affine_norm_relu_backward return its five values?
# loses: FullyConnectedNet/gradients of gamma and beta
class FullyConnectedNet(FullyConnectedNet):
    def hidden_back(self, layer, dout, cache):
        dx, grads = super().hidden_back(layer, dout, cache)
        if self.normalization:
            gamma, beta = f"gamma{layer}", f"beta{layer}"
            grads[gamma], grads[beta] = grads[beta], grads[gamma]
        return dx, grads


# %% gamma_gradients_missing: grads holds nothing for gamma and beta
# hint: The optimizer looks for each name of params in grads. Which does it not find?
# loses: FullyConnectedNet/gradients of gamma and beta
class FullyConnectedNet(FullyConnectedNet):
    def hidden_back(self, layer, dout, cache):
        dx, grads = super().hidden_back(layer, dout, cache)
        return dx, {name: grad for name, grad in grads.items() if name[:2] not in ("ga", "be")}


# %% gamma_regularized: gamma and beta are regularized too
# hint: Towards which value does regularization pull gamma, and what would the layer do with that value?
# loses: FullyConnectedNet/regularized loss
class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return super().penalty() + self.reg / 2 * sum(
            (v**2).sum() for n, v in self.params.items() if n[:2] in ("ga", "be")
        )

    def penalty_gradient(self, name):
        return self.reg * self.params[name] if name[0] == "W" or name[:2] in ("ga", "be") else 0.0


# %% gamma_regularized_in_gradients: the gradients of gamma and beta carry reg, and the loss does not
# hint: Which parameters does the docstring of loss regularize?
# loses: FullyConnectedNet/regularized gradients
class FullyConnectedNet(FullyConnectedNet):
    def penalty_gradient(self, name):
        return self.reg * self.params[name] if name[0] == "W" or name[:2] in ("ga", "be") else 0.0


# %% gamma_starts_at_weight_scale: gamma starts at weight_scale
# hint: What should gamma be, so that a fresh layer passes on exactly what was normalized?
# loses: FullyConnectedNet/first gamma and beta
class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, weight_scale=1e-2, **kwargs):
        super().__init__(*args, weight_scale=weight_scale, **kwargs)
        for name, value in self.params.items():
            if name.startswith("gamma"):
                value[...] = weight_scale


# %% gamma_starts_at_zero: gamma starts at zero
# hint: With gamma at zero, what does a hidden layer pass on, and what gradient reaches the layers before it?
# loses: FullyConnectedNet/first gamma and beta
class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, value in self.params.items():
            if name.startswith("gamma"):
                value[...] = 0


# %% gradients_summed: the gradients are those of a sum over the rows, the loss is a mean
# hint: Your loss is a mean over the rows. What does that do to its gradient?
# loses: FullyConnectedNet/gradients of W without a normalization,
#   FullyConnectedNet/gradients of W with batchnorm, FullyConnectedNet/gradients of W with layernorm,
#   FullyConnectedNet/gradients of b, FullyConnectedNet/gradients of gamma and beta
class FullyConnectedNet(FullyConnectedNet):
    def data_loss(self, scores, y):
        loss, dscores = super().data_loss(scores, y)
        return loss, dscores * len(y)


# %% last_bias_gradient_missing: grads holds nothing for the last bias
# hint: The optimizer looks for each name of params in grads. Which does it not find?
# loses: FullyConnectedNet/gradients of b
class FullyConnectedNet(FullyConnectedNet):
    def last_back(self, dscores, cache):
        dx, grads = super().last_back(dscores, cache)
        return dx, {name: grad for name, grad in grads.items() if name[0] == "W"}


# %% last_layer_has_gamma: the last layer has a gamma and a beta too
# hint: Which layers are followed by a normalization?
# loses: FullyConnectedNet/names and shapes
class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.normalization:
            self.params[f"gamma{self.num_layers}"] = 1 + 0 * self.params[f"b{self.num_layers}"]
            self.params[f"beta{self.num_layers}"] = 0 * self.params[f"b{self.num_layers}"]


# %% last_weights_not_regularized: the weights of the last layer are not regularized
# hint: How many weight matrices are there, and how many of them does your sum meet?
# loses: FullyConnectedNet/regularized loss, FullyConnectedNet/regularized gradients
class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return super().penalty() - self.reg / 2 * np.sum(self.params[f"W{self.num_layers}"] ** 2)

    def penalty_gradient(self, name):
        return 0.0 if name == f"W{self.num_layers}" else super().penalty_gradient(name)


# %% loss_summed: the loss is a sum over the rows
# hint: If a batch is doubled, should its loss double?
# loses: FullyConnectedNet/loss without a normalization, FullyConnectedNet/loss with batchnorm,
#   FullyConnectedNet/loss with layernorm
class FullyConnectedNet(FullyConnectedNet):
    def data_loss(self, scores, y):
        loss, dscores = super().data_loss(scores, y)
        return loss * len(y), dscores * len(y)


# %% mode_never_test: batch normalization stays in training mode
# hint: Which statistics should one single row be normalized with?
# loses: FullyConnectedNet/scores with batchnorm
class FullyConnectedNet(FullyConnectedNet):
    def set_mode(self, mode):
        super().set_mode("train")


# %% mode_stays_test: batch normalization stays in test mode after the first call of loss(X)
# hint: Call loss(X, y), then loss(X), then loss(X, y) again. Who sets the mode back?
# loses: FullyConnectedNet/training after scores
class FullyConnectedNet(FullyConnectedNet):
    def set_mode(self, mode):
        mode = self.bn_params[0].get("mode", mode) if self.bn_params and mode == "train" else mode
        if mode == "test" or not self.bn_params or "mode" not in self.bn_params[0]:
            super().set_mode(mode)


# %% network_ignores_layernorm: the network has no layer normalization in it
# hint: Print the mean of a row of what reaches ReLU, with normalization='layernorm'.
# loses: FullyConnectedNet/scores with layernorm, FullyConnectedNet/loss with layernorm,
#   FullyConnectedNet/gradients of gamma and beta
class FullyConnectedNet(FullyConnectedNet):
    def hidden(self, layer, x):
        if self.normalization != "layernorm":
            return super().hidden(layer, x)
        W, b = self.params[f"W{layer}"], self.params[f"b{layer}"]
        return affine_norm_relu_forward(x, W, b, None, None, None, None)

    def hidden_back(self, layer, dout, cache):
        dx, grads = super().hidden_back(layer, dout, cache)
        return dx, {name: grad for name, grad in grads.items() if grad is not None}


# %% norm_after_last_layer: the scores are normalized too
# hint: What would it mean for a classifier if all its scores had the same spread?
# loses: FullyConnectedNet/scores with batchnorm, FullyConnectedNet/scores with layernorm,
#   FullyConnectedNet/loss with batchnorm, FullyConnectedNet/loss with layernorm
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


# %% one_record_for_all_layers: all layers share the same running averages
# hint: How many means does a network of three normalized layers have to remember? Are all your dictionaries
#   different objects?
# loses: FullyConnectedNet/scores with batchnorm
class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.bn_params = self.bn_params[:1] * len(self.bn_params)


# %% penalty_gradient_doubled: the gradients carry reg twice
# hint: Differentiate your penalty, with its factor in front.
# loses: FullyConnectedNet/regularized gradients
class FullyConnectedNet(FullyConnectedNet):
    def penalty_gradient(self, name):
        return 2 * super().penalty_gradient(name)


# %% penalty_gradient_halved: the gradients carry only half of reg
# hint: Differentiate your penalty, with its factor in front.
# loses: FullyConnectedNet/regularized gradients
class FullyConnectedNet(FullyConnectedNet):
    def penalty_gradient(self, name):
        return super().penalty_gradient(name) / 2


# %% penalty_gradient_missing: reg is missing in the gradients
# hint: Regularization is part of the loss. Is it part of your gradients?
# loses: FullyConnectedNet/regularized gradients
class FullyConnectedNet(FullyConnectedNet):
    def penalty_gradient(self, name):
        return 0.0


# %% penalty_missing: reg is missing in the loss
# hint: Print the loss for reg = 0 and for reg = 1.
# loses: FullyConnectedNet/regularized loss
class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return 0.0


# %% penalty_without_half: reg is not halved in the loss
# hint: The gradient of a square has a factor. Which factor in the loss makes it disappear?
# loses: FullyConnectedNet/regularized loss
class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return 2 * super().penalty()


# %% penalty_without_half_in_both: reg is not halved, neither in the loss nor in its gradient
# hint: Compare the factor before your squares with the formula in the text.
# loses: FullyConnectedNet/regularized loss
class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return 2 * super().penalty()

    def penalty_gradient(self, name):
        return 2 * super().penalty_gradient(name)


# %% probabilities_for_scores: loss(X) gives probabilities
# hint: Scores go into softmax; what comes out of it has another name.
# loses: FullyConnectedNet/scores without a normalization, FullyConnectedNet/scores with batchnorm,
#   FullyConnectedNet/scores with layernorm
class FullyConnectedNet(FullyConnectedNet):
    def answer(self, scores):
        shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
        return shifted / shifted.sum(axis=1, keepdims=True)


# %% records_made_anew: each call starts with empty running averages
# hint: What does test mode normalize with, and which calls have filled that?
# loses: FullyConnectedNet/scores with batchnorm
class FullyConnectedNet(FullyConnectedNet):
    def set_mode(self, mode):
        self.bn_params = [{} for _ in self.bn_params]
        super().set_mode(mode)


# %% relu_after_last_layer: ReLU is applied to the scores
# hint: May a score be negative? What would the network lose if it might not?
# loses: FullyConnectedNet/scores without a normalization, FullyConnectedNet/scores with batchnorm,
#   FullyConnectedNet/scores with layernorm, FullyConnectedNet/loss without a normalization,
#   FullyConnectedNet/loss with batchnorm, FullyConnectedNet/loss with layernorm
class FullyConnectedNet(FullyConnectedNet):
    def last(self, x):
        scores, cache = super().last(x)
        scores, relu_cache = relu_forward(scores)
        return scores, (cache, relu_cache)

    def last_back(self, dscores, cache):
        cache, relu_cache = cache
        return super().last_back(relu_backward(dscores, relu_cache), cache)


# %% seed_ignored: seed is not used
# hint: Make two networks with the same seed and compare their weights.
# warns
class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, seed=None, **kwargs):
        super().__init__(*args, **kwargs)


# %% weight_scale_as_variance: weight_scale is the variance of the first weights
# hint: A deviation and a variance differ by a square. Which one does your generator take?
# loses: FullyConnectedNet/first W and b
# not named
class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, weight_scale=1e-2, **kwargs):
        super().__init__(*args, weight_scale=weight_scale, **kwargs)
        for name, value in self.params.items():
            if name.startswith("W"):
                value[...] = weight_scale**0.5 * np.random.default_rng(0).normal(size=value.shape)


# %% weight_scale_ignored: weight_scale is not used
# hint: Draw the first weights for two values of weight_scale and compare their deviations.
# loses: FullyConnectedNet/first W and b
# not named
class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, weight_scale=1e-2, **kwargs):
        super().__init__(*args, weight_scale=weight_scale, **kwargs)
        for name, value in self.params.items():
            if name.startswith("W"):
                value[...] = np.random.default_rng(0).normal(size=value.shape)


# %% weights_all_positive: all first weights are positive
# hint: What is the mean of your first weights?
# loses: FullyConnectedNet/first W and b
# not named
class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, weight_scale=1e-2, **kwargs):
        super().__init__(*args, weight_scale=weight_scale, **kwargs)
        for name, value in self.params.items():
            if name.startswith("W"):
                value[...] = abs(value)


# %% weights_start_at_zero: all weights start at zero
# hint: If all weights of a layer are equal, in what will its features ever differ?
# loses: FullyConnectedNet/first W and b
class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, weight_scale=1e-2, **kwargs):
        super().__init__(*args, weight_scale=weight_scale, **kwargs)
        for name, value in self.params.items():
            if name.startswith("W"):
                value[...] = 0
