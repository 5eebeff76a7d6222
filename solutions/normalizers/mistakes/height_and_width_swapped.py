"""height and width come back in the other order."""

IDS = ("S04",)
HINT = "Write down the order of the axes after each transpose. Does the last one undo the first?"
LOSES = (
    "spatial_batchnorm_forward/output",
    "spatial_batchnorm_forward/test output",
)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    return out.transpose(0, 1, 3, 2), c
