"""a third value is returned beside out and cache."""

IDS = ()
HINT = "How many values does the docstring promise?"
LOSES = (
    "layernorm_forward/two return values",
    "rmsnorm_forward/two return values",
    "spatial_batchnorm_forward/two return values",
    "spatial_groupnorm_forward/two return values",
)


def with_a_third(frame):
    def forward(x, *others):
        out, c = frame(x, *others)
        return out, c, c.x_hat

    return forward


layernorm_forward, rmsnorm_forward = with_a_third(frame_layernorm_forward), with_a_third(frame_rmsnorm_forward)
spatial_batchnorm_forward = with_a_third(frame_spatial_batchnorm_forward)
spatial_groupnorm_forward = with_a_third(frame_spatial_groupnorm_forward)
