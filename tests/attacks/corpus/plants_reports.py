FAMILY = "planting files"
ABOUT = "Brings a report, a gradebook, feedback and a configuration of its own beside the notebook."
MOST = 0
FILES = {
    "reports/batchnorm/me.json": '{"schema": 1, "score": 50}',
    "gradebook.db": "not a database",
    "nbgrader_config.py": "raise SystemExit('left-by-an-attack')",
    "conftest.py": "raise SystemExit('left-by-an-attack')",
    "check_1_forward.py": "def test_training_output(): pass",
    "feedback.html": "<h1>50 of 50</h1>",
    "__init__.py": "raise SystemExit",
    "checks.py": "def check(name): return 50",
}

# %% batchnorm_forward
from checks import check

def batchnorm_forward(x, gamma, beta, bn_param):
    check("batchnorm_forward")
    return x, None
