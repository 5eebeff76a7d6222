"""height and width of dx come back in the other order."""

IDS = ("S04",)
HINT = "Write down the order of the axes after each transpose. Does the last one undo the first?"
LOSES = ("spatial_batchnorm_backward/dx",)


def spatial_batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_spatial_batchnorm_backward(dout, cache)
    return dx.transpose(0, 1, 3, 2), dgamma, dbeta
