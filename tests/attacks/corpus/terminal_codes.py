FAMILY = "text for people"
ABOUT = "Exceptions that clear the screen, write links and titles, turn text around, and close rich's markup."
MOST = 0

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    raise ValueError("\x1b[2J\x1b]0;50 of 50\x07\x9b1m[/bold][link=file:///]\u202e05 fo 05\u2066 [red]\r\b\b passed\x00\u2028")
