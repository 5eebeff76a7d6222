"""beta starts at one."""

IDS = ()
HINT = "What should beta be, so that a fresh layer passes on exactly what was normalized?"
LOSES = ("FullyConnectedNet/first gamma and beta",)


class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, value in self.params.items():
            if name.startswith("beta"):
                value[...] = 1
