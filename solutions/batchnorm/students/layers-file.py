# %% batchnorm_forward
from layers import batchnorm_forward

# %% batchnorm_backward
import layers

batchnorm_backward = layers.batchnorm_backward

# %% batchnorm_backward_alt
batchnorm_backward_alt = layers.batchnorm_backward_alt
