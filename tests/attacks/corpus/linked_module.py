FAMILY = "reading"
ABOUT = "A module beside the notebook is a link to the solution."
MOST = 0
FILES = {"mine.py": ["link", "@SOLUTIONS@/batchnorm.py"]}

# %% batchnorm_forward
import mine

batchnorm_forward = mine.batchnorm_forward

# %% batchnorm_backward
batchnorm_backward = mine.batchnorm_backward
