"""Two small sets of real data, read from `real_data.npz` beside this file; nothing is downloaded.

Both come from the UCI Machine Learning Repository, under the licence CC BY 4.0
(https://creativecommons.org/licenses/by/4.0/), in the form in which scikit-learn hands them on. They are
unchanged but for the way they are stored.

    breast_cancer   W. Wolberg, O. Mangasarian, N. Street, W. Street: Breast Cancer Wisconsin (Diagnostic),
                    1993, https://doi.org/10.24432/C5DW2B
    digits          E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits, 1998,
                    https://doi.org/10.24432/C50P49 (the test part)
"""

from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("real_data.npz")


def breast_cancer():
    """Measurements of cell nuclei: x (569, 30), and the 30 names of the features.

    A feature is the mean, the standard error or the worst value of something measured in an image, such as
    the radius or the area of the nuclei. The units differ, and so do the scales, by a factor of 100,000.
    """
    with np.load(FILE) as stored:
        return stored["cancer"], [str(name) for name in stored["cancer_names"]]


def digits():
    """Images of handwritten digits: x (1797, 64) with values 0 to 16, and the digits themselves (1797,).

    A row is an image of 8 times 8 pixels, read line by line; `x[0].reshape(8, 8)` is the first image.
    """
    with np.load(FILE) as stored:
        return stored["digits"].astype(float), stored["digits_labels"].astype(int)
