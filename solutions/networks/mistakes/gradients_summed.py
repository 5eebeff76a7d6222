"""the gradients are those of a sum over the rows, the loss is a mean."""

IDS = ()
HINT = "Your loss is a mean over the rows. What does that do to its gradient?"
LOSES = (
    "FullyConnectedNet/gradients of W without a normalization",
    "FullyConnectedNet/gradients of W with batchnorm",
    "FullyConnectedNet/gradients of W with layernorm",
    "FullyConnectedNet/gradients of b",
    "FullyConnectedNet/gradients of gamma and beta",
)


class FullyConnectedNet(FullyConnectedNet):
    def data_loss(self, scores, y):
        loss, dscores = super().data_loss(scores, y)
        return loss, dscores * len(y)
