"""Write `public/digits.npz` from the digits in scikit-learn's wheel.

Run once, in an environment of its own: the course does not depend on scikit-learn.

    python -m venv scratch && scratch/bin/pip install scikit-learn
    scratch/bin/python solutions/networks/make_digits.py

The data are the test set of E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI
Machine Learning Repository, 1998 (CC BY 4.0): 1797 pictures of 8 x 8 pixels with values 0 to 16.
"""

from pathlib import Path

import numpy as np

PLACE = Path(__file__).with_name("public") / "digits.npz"


def main():
    from sklearn.datasets import load_digits

    digits = load_digits()
    np.savez_compressed(PLACE, pixels=digits.data.astype(np.uint8), label=digits.target.astype(np.uint8))
    print(f"{PLACE}: {PLACE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
