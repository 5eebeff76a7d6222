FAMILY = "text for people"
ABOUT = "A message, a type name and a line of code of a million letters each."
MOST = 0

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    raise type("T" * 10**6, (Exception,), {})("m" * 10**6)
