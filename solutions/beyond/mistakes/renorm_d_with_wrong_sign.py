"""d has the wrong sign."""

IDS = ()
HINT = "A batch whose mean lies above the record's: should its corrected values lie above or below zero?"
LOSES = ("batchrenorm_forward/training output",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        out = corrected(cache, d=-cache.d)
    return out, cache
