"""Write `public/real_data.npz`, the two data sets of the handout.

    python make_data.py

Needs scikit-learn (1.9.1 made the file that is here), whose wheel holds both data sets; nothing else in the
course does. The same versions write the same bytes. Both data sets come from the UCI Machine Learning
Repository, which gives them out under CC BY 4.0; scikit-learn's own descriptions of them name no licence.

    breast cancer   W. Wolberg, O. Mangasarian, N. Street, W. Street: Breast Cancer Wisconsin (Diagnostic),
                    1993, doi:10.24432/C5DW2B
    digits          E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits, 1998,
                    doi:10.24432/C50P49; here the test part of it
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_breast_cancer, load_digits

PLACE = Path(__file__).with_name("public") / "real_data.npz"


def main() -> None:
    cells, images = load_breast_cancer(), load_digits()
    np.savez_compressed(
        PLACE,
        cancer=cells.data,
        cancer_names=cells.feature_names.astype(str),
        cancer_malignant=cells.target == 0,
        digits=images.data.astype(np.uint8),  # whole numbers from 0 to 16
        digits_labels=images.target.astype(np.uint8),
    )
    print(f"{PLACE}: {PLACE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
