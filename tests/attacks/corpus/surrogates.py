FAMILY = "text for people"
ABOUT = "Lone surrogates in texts, in types, in names, in keys and in the source itself."
MOST = 0

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    bn_param["\udcff"] = "\ud800"
    raise type("E\udcff", (Exception,), {})("\ud83d \udcff\ufffe")
