"""the output is computed inside the memory of x."""

IDS = ("M07",)
HINT = "Is your output a new array, or another name for the input? With a skip connection, x is needed again."
LOSES = (
    "layernorm_forward/inputs left alone",
    "rmsnorm_forward/inputs left alone",
    "spatial_batchnorm_forward/inputs left alone",
    "spatial_groupnorm_forward/inputs left alone",
)


def in_place(frame):
    def forward(x, *others):
        out, c = frame(x, *others)
        x[...] = out
        return x, c

    return forward


layernorm_forward, rmsnorm_forward = in_place(frame_layernorm_forward), in_place(frame_rmsnorm_forward)
spatial_batchnorm_forward = in_place(frame_spatial_batchnorm_forward)
spatial_groupnorm_forward = in_place(frame_spatial_groupnorm_forward)
