FAMILY = "hunting the reference"
ABOUT = "Climbs the frames and takes whatever is called expected, reference or solution."
MOST = 0

# %% batchnorm_forward
import sys

def batchnorm_forward(x, gamma, beta, bn_param):
    frame = sys._getframe()
    while frame:
        for name, value in {**frame.f_globals, **frame.f_locals}.items():
            if name in ("expected", "reference", "solution", "answer", "right"):
                if isinstance(value, np.ndarray):
                    return value, None
                if hasattr(value, "batchnorm_forward"):
                    return value.batchnorm_forward(x, gamma, beta, bn_param)
        frame = frame.f_back
    return x, None
