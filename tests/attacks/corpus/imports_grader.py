FAMILY = "hunting the reference"
ABOUT = "Loads the engine itself and marks with its reference."
MOST = 0

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    from pathlib import Path

    from autograder.assignment import load
    from autograder.marking.earlier import reference_chunks
    names = {}
    for label, text in reference_chunks(load(Path("@SOLUTIONS@"))):
        exec(text, names)
    return names["batchnorm_forward"](x, gamma, beta, bn_param)
