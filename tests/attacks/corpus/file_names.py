FAMILY = "names and ids"
ABOUT = "Files beside the notebook with names that are options, commands, paths and not even text."
MOST = 24
RIGHT = ("batchnorm_forward",)
FILES = {
    "-rf": "x",
    "$(touch left-by-an-attack)": "x",
    "[bold]<script>.py": "x = 1",
    "%2e%2e/%2e%2e": "x",
    "\udcff.py": "x = 1",
    "a\nb.txt": "x",
    "Copy of batchnorm.ipynb": "{}",
    "pipe.py": ["pipe"],
}

# %% last
import pipe
