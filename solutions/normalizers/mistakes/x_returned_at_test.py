"""in test mode, x comes back as it is."""

IDS = ()
HINT = "Training and use are the same here. What does your function do with a mode?"
LOSES = ("layernorm_forward/mode is ignored",)


def layernorm_forward(x, gamma, beta, ln_param):
    out, c = frame_layernorm_forward(x, gamma, beta, ln_param)
    return (x.copy() if ln_param.get("mode") == "test" else out), c
