"""What the loss does along its own gradient, and how far a layer's inputs wander: a measure for each view.

After S. Santurkar, D. Tsipras, A. Ilyas, A. Madry, "How Does Batch Normalization Help Optimization?", 2018,
arXiv:1805.11604, sections 2 and 3, much reduced.
"""

import numpy as np


def losses_ahead(net, images, labels, steps):
    """The loss at the end of each step along the negative gradient, on the same batch; shape of `steps`."""
    _, gradients = net.gradients(images, labels, record=False)
    return _at_each(net, gradients, steps, lambda: net.loss(images, labels))


def turn_of_gradient(net, images, labels, steps):
    """How far the gradient has turned away at the end of each step: |g - g'| / |g|; shape of `steps`."""
    _, gradients = net.gradients(images, labels, record=False)

    def change():
        _, others = net.gradients(images, labels, record=False)
        apart = sum(np.sum((one - other) ** 2) for one, other in zip(gradients, others, strict=True))
        return np.sqrt(apart / sum(np.sum(one**2) for one in gradients))

    return _at_each(net, gradients, steps, change)


def inputs_of_layer(net, images, layer):
    """Mean and spread of what layer number `layer` receives, feature by feature, in training mode."""
    _, tape = net.scores(images, "train", record=False)
    entering = tape[layer][0]
    return entering.mean(axis=0), entering.std(axis=0)


def drift(moments):
    """How far the means move from one step to the next, in units of the spread; averaged over the features."""
    means, spreads = (np.array(part) for part in zip(*moments, strict=True))
    return np.mean(np.abs(np.diff(means, axis=0)) / (spreads[:-1] + 1e-2), axis=1)


def _at_each(net, gradients, steps, measure):
    """Measure the net at the end of each step, and bring it back exactly."""
    start = [values.copy() for values in net.parameters]
    found = []
    for step in steps:
        net.move(gradients, -step)
        found.append(measure())
        for values, before in zip(net.parameters, start, strict=True):
            values[...] = before
    return np.array(found)
