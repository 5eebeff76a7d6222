"""seed is not used."""

IDS = ()
HINT = "Make two networks with the same seed and compare their weights."
LOSES = ()
WARNS = True


class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, seed=None, **kwargs):
        super().__init__(*args, **kwargs)
