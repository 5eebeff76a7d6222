"""the table is reshaped to images before the channels are moved back."""

IDS = ("S05", "S04")
HINT = "You moved the channels to the end. Where are they when you reshape, and which step undoes the move?"
LOSES = (
    "spatial_batchnorm_forward/output",
    "spatial_batchnorm_forward/test output",
)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    return out.transpose(0, 2, 3, 1).reshape(x.shape), c
