"""What the hidden checks share: inputs with a purpose."""


def batch(rng, rows=7, columns=5):
    """Columns whose means are not 0 and rows whose lengths are not 1; 7 and 5 differ, so a wrong axis shows."""
    return rng.normal(2.0, 3.0, size=(rows, columns))
