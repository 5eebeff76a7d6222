FAMILY = "shadowing"
ABOUT = "The engine's, pytest's and msgpack's names lie beside the notebook as folders and modules."
MOST = 0
FILES = {
    "autograder/__init__.py": "raise SystemExit",
    "autograder/grading.py": "class Grader: score = 50",
    "autograder.py": "raise SystemExit",
    "pytest.py": "raise SystemExit",
    "msgpack.py": "unpackb = lambda *a, **k: (0, 50)",
    "batchnorm_cases.py": "forward_share = lambda *a: 1.0",
    "batchnorm_laws.py": "",
    "sitecustomize.py": "raise SystemExit",
}

# %% batchnorm_forward
import autograder
import batchnorm_cases
import msgpack

def batchnorm_forward(x, gamma, beta, bn_param):
    return x, autograder, batchnorm_cases, msgpack
