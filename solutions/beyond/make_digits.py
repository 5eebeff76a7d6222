"""Write public/digits.npz, the handwritten digits of the experiments, from the copy in scikit-learn's wheel.

Needed only to make that file anew; nothing else of the course asks for scikit-learn:

    python -m venv scratch
    scratch/bin/pip install scikit-learn==1.9.1
    scratch/bin/python solutions/beyond/make_digits.py

The data: E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository,
https://doi.org/10.24432/C50P49, CC BY 4.0. It is the test part of that collection: 1797 images of 8 x 8
pixels, each pixel a count from 0 to 16.
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
np.savez_compressed(
    Path(__file__).with_name("public") / "digits.npz",
    pixels=digits.data.astype(np.uint8),
    labels=digits.target.astype(np.uint8),
)
