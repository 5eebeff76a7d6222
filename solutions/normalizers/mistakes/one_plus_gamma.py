"""gamma counts from one: the scale is 1 + gamma."""

IDS = ("M09",)
HINT = "Some libraries store the scale minus one. What does the formula here multiply by?"
LOSES = ("rmsnorm_forward/output",)


def output(c):
    return (1 + c.gamma) * c.x_hat


_, rmsnorm_forward, _, _ = forwards(output)
