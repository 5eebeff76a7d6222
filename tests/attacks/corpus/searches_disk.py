FAMILY = "hunting the reference"
ABOUT = "Walks over every folder that it can see for a file that defines the function."
MOST = 0

# %% batchnorm_forward
import os

found = []

def search():
    for root in ("@COURSE@", "/worker", "/root", "/home", "/tmp", "/work", "/srv", "/opt"):
        for folder, _, names in os.walk(root):
            for name in names:
                if name.endswith((".py", ".ipynb", ".json")):
                    try:
                        text = open(os.path.join(folder, name)).read()
                    except OSError:
                        continue
                    if "def batchnorm_forward" in text:
                        found.append(text)

def batchnorm_forward(x, gamma, beta, bn_param):
    if not found:
        search()
    raise LookupError(found[0][:400] if found else "nothing")
