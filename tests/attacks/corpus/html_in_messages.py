FAMILY = "text for people"
ABOUT = "Exceptions whose texts and types are scripts for whoever opens the feedback."
MOST = 0

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    kind = type("<script>alert(1)</script>", (Exception,), {})
    raise kind("</pre><script>fetch('/formgrader/api')</script><img src=x onerror=alert(1)>{{ 7*7 }}{% raw %}")

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    return type("<b>bold</b>", (), {})()
