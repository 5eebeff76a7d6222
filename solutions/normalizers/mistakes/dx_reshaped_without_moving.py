"""dx goes back to images before its channels are moved back."""

IDS = ("S01", "S04")
HINT = "reshape never moves data. Which step undoes the move of the channels?"
LOSES = ("spatial_batchnorm_backward/dx",)


def spatial_batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_spatial_batchnorm_backward(dout, cache)
    return dx.transpose(0, 2, 3, 1).reshape(dx.shape), dgamma, dbeta
