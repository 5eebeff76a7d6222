"""gamma starts at zero."""

IDS = ("C5",)
HINT = "With gamma at zero, what does a hidden layer pass on, and what gradient reaches the layers before it?"
LOSES = ("FullyConnectedNet/first gamma and beta",)


class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, value in self.params.items():
            if name.startswith("gamma"):
                value[...] = 0
