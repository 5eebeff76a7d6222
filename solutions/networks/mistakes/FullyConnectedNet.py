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


# %% not_normalized_in_test_mode: the hidden layers are not normalized in test mode
# hint: The next layer's weights have learned from normalized signals. What do they get in test mode?
# loses: FullyConnectedNet/scores with batchnorm, FullyConnectedNet/scores with layernorm
class FullyConnectedNet(FullyConnectedNet):
    def set_mode(self, mode):
        self.training = mode == "train"
        super().set_mode(mode)

    def hidden(self, layer, x):
        if self.training or not self.normalization:
            return super().hidden(layer, x)
        W, b = self.params[f"W{layer}"], self.params[f"b{layer}"]
        return affine_norm_relu_forward(x, W, b, None, None, None, None)


# %% mode_of_the_first_layer_only: only the first layer's batch normalization changes its mode
# hint: How many dictionaries with a mode does your network hold, and how many of them do you set?
# loses: FullyConnectedNet/scores with batchnorm
class FullyConnectedNet(FullyConnectedNet):
    def set_mode(self, mode):
        super().set_mode("train")
        if self.normalization == "batchnorm":
            self.bn_params[0]["mode"] = mode


# %% own_momentum: batch normalization gets the momentum {MOMENTUM}
# each: MOMENTUM = 0.1, 0.5, 0.99
# hint: What stands in your norm_param besides the mode? The contract leaves momentum at its default.
# loses: FullyConnectedNet/scores with batchnorm
class FullyConnectedNet(FullyConnectedNet):
    def set_mode(self, mode):
        super().set_mode(mode)
        if self.normalization == "batchnorm":
            for bn_param in self.bn_params:
                bn_param["momentum"] = MOMENTUM


# %% first_weights_not_regularized: the weights of the first layer are not regularized in the loss
# hint: How many weight matrices are there, and how many of them does your sum meet?
# loses: FullyConnectedNet/regularized loss
class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return super().penalty() - self.reg / 2 * np.sum(self.params["W1"] ** 2)


# %% only_last_weights_regularized: only the weights of the last layer are regularized in the loss
# hint: How many weight matrices are there, and how many of them does your sum meet?
# loses: FullyConnectedNet/regularized loss
class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return self.reg / 2 * np.sum(self.params[f"W{self.num_layers}"] ** 2)


# %% only_last_gradient_regularized: only the gradient of the last weights carries reg
# hint: Each W stands in the penalty. Which of their gradients know of it?
# loses: FullyConnectedNet/regularized gradients
class FullyConnectedNet(FullyConnectedNet):
    def penalty_gradient(self, name):
        return super().penalty_gradient(name) if name == f"W{self.num_layers}" else 0.0


# %% penalty_of_absolute_values: the penalty sums absolute values and no squares
# hint: Differentiate your penalty. Is the result what you add to the gradients?
# loses: FullyConnectedNet/regularized loss
class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return self.reg / 2 * sum(np.abs(W).sum() for name, W in self.params.items() if name[0] == "W")


# %% penalty_of_norms: the penalty sums the norms of the weights and not their squares
# hint: Differentiate your penalty. Is the result what you add to the gradients?
# loses: FullyConnectedNet/regularized loss
class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return self.reg / 2 * sum(np.linalg.norm(W) for name, W in self.params.items() if name[0] == "W")


# %% penalty_of_means: the penalty is a mean of squares and not their sum
# hint: Does a weight in a large matrix weigh less in your penalty than one in a small matrix?
# loses: FullyConnectedNet/regularized loss
class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return self.reg / 2 * sum(np.mean(W**2) for name, W in self.params.items() if name[0] == "W")


# %% penalty_gradient_subtracted: reg times W is subtracted from the gradients
# hint: A step goes against the gradient. Does your penalty let the weights shrink or grow then?
# loses: FullyConnectedNet/regularized gradients
class FullyConnectedNet(FullyConnectedNet):
    def penalty_gradient(self, name):
        return -super().penalty_gradient(name)


# %% penalty_on_the_way: reg is added to the gradient that goes back through the layers
# hint: The penalty depends on the weights alone. Which gradient should not know of it?
# loses: FullyConnectedNet/regularized gradients
class FullyConnectedNet(FullyConnectedNet):
    def last_back(self, dscores, cache):
        dx, grads = super().last_back(dscores, cache)
        return dx + self.reg, grads


# %% loss_divided_twice: the loss is divided by the number of rows twice
# hint: softmax_loss gives a mean already. What do you divide it by?
# loses: FullyConnectedNet/loss without a normalization, FullyConnectedNet/loss with batchnorm,
#   FullyConnectedNet/loss with layernorm
class FullyConnectedNet(FullyConnectedNet):
    def data_loss(self, scores, y):
        loss, dscores = super().data_loss(scores, y)
        return loss / len(y), dscores


# %% gradients_divided_twice: the gradients are divided by the number of rows twice
# hint: softmax_loss gives the gradient of a mean already. What do you divide it by?
# loses: FullyConnectedNet/gradients of W without a normalization,
#   FullyConnectedNet/gradients of W with batchnorm, FullyConnectedNet/gradients of W with layernorm,
#   FullyConnectedNet/gradients of b, FullyConnectedNet/gradients of gamma and beta
class FullyConnectedNet(FullyConnectedNet):
    def data_loss(self, scores, y):
        loss, dscores = super().data_loss(scores, y)
        return loss, dscores / len(y)


# %% hinge_loss: the loss is the hinge loss of a support vector machine
# hint: Which loss does the docstring ask for, and which function in this notebook gives it?
# loses: FullyConnectedNet/loss without a normalization, FullyConnectedNet/loss with batchnorm,
#   FullyConnectedNet/loss with layernorm
class FullyConnectedNet(FullyConnectedNet):
    def data_loss(self, scores, y):
        rows = np.arange(len(y))
        margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
        margins[rows, y] = 0
        dscores = (margins > 0).astype(float)
        dscores[rows, y] = -dscores.sum(axis=1)
        return margins.sum() / len(y), dscores / len(y)


# %% first_layer_not_normalized: the first hidden layer is not normalized
# hint: Print the index of each layer that gets a normalization. Which hidden layer is missing?
# loses: FullyConnectedNet/scores with batchnorm, FullyConnectedNet/scores with layernorm,
#   FullyConnectedNet/loss with batchnorm, FullyConnectedNet/loss with layernorm,
#   FullyConnectedNet/gradients of gamma and beta
class FullyConnectedNet(FullyConnectedNet):
    def hidden(self, layer, x):
        if layer > 1:
            return super().hidden(layer, x)
        return affine_norm_relu_forward(x, self.params["W1"], self.params["b1"], None, None, None, None)

    def hidden_back(self, layer, dout, cache):
        dx, grads = super().hidden_back(layer, dout, cache)
        return dx, {name: grad for name, grad in grads.items() if grad is not None}


# %% input_standardized: the features of X are standardized before the first layer
# hint: Compare what the first layer gets with the X that loss got.
# loses: FullyConnectedNet/scores without a normalization, FullyConnectedNet/scores with batchnorm,
#   FullyConnectedNet/scores with layernorm, FullyConnectedNet/loss without a normalization,
#   FullyConnectedNet/loss with batchnorm, FullyConnectedNet/loss with layernorm
class FullyConnectedNet(FullyConnectedNet):
    def loss(self, X, y=None):
        return super().loss((X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + 1e-5), y)


# %% last_bias_unused: the last bias is not added to the scores
# hint: Change the last b in params. Do the scores change?
# loses: FullyConnectedNet/scores without a normalization, FullyConnectedNet/scores with batchnorm,
#   FullyConnectedNet/scores with layernorm, FullyConnectedNet/loss without a normalization,
#   FullyConnectedNet/loss with batchnorm, FullyConnectedNet/loss with layernorm,
#   FullyConnectedNet/gradients of b
class FullyConnectedNet(FullyConnectedNet):
    def last(self, x):
        W, b = self.params[f"W{self.num_layers}"], self.params[f"b{self.num_layers}"]
        return affine_forward(x, W, 0 * b)


# %% beta_for_b: beta takes the place of b in the affine step
# hint: A normalized layer has a b and a beta. Which of them stands before the normalization?
# loses: FullyConnectedNet/scores with batchnorm, FullyConnectedNet/scores with layernorm,
#   FullyConnectedNet/loss with layernorm, FullyConnectedNet/gradients of b,
#   FullyConnectedNet/gradients of gamma and beta
class FullyConnectedNet(FullyConnectedNet):
    def hidden(self, layer, x):
        W, b, gamma, beta = (self.params.get(f"{name}{layer}") for name in ("W", "b", "gamma", "beta"))
        b = beta if self.normalization else b
        return affine_norm_relu_forward(x, W, b, gamma, beta, self.normalization, self.norm_param(layer))
