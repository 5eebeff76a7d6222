"""one more value is returned beside the gradients."""

IDS = ()
HINT = "How many values does the docstring promise?"
LOSES = (
    "layernorm_backward/number of return values",
    "rmsnorm_backward/number of return values",
    "spatial_batchnorm_backward/number of return values",
    "spatial_groupnorm_backward/number of return values",
)


def with_one_more(frame):
    def backward(dout, c):
        return *frame(dout, c), dout * 1.0

    return backward


layernorm_backward = with_one_more(frame_layernorm_backward)
rmsnorm_backward = with_one_more(frame_rmsnorm_backward)
spatial_batchnorm_backward = with_one_more(frame_spatial_batchnorm_backward)
spatial_groupnorm_backward = with_one_more(frame_spatial_groupnorm_backward)
