"""Ask PyTorch for the numbers that a notebook compares with, and write them beside it, with its version.

    PYTHON -m tests.torch_table          PYTHON is one that has torch and NumPy; the course's own has no torch

Only what PyTorch gives is written anew; the batches are those of the table that is there.
"""

import json
import runpy
from pathlib import Path

import torch

PUBLIC = Path(__file__).resolve().parents[2] / "solutions/batchnorm/public"


def main() -> None:
    """Write the table, and say with which PyTorch."""
    module = runpy.run_path(str(PUBLIC / "pytorch_numbers.py"))
    path = module["STORED"]
    stored = json.loads(path.read_text())
    version = torch.__version__.partition("+")[0]
    batches = [{**batch, **module["pytorch_gives"](batch)} for batch in stored["batches"]]
    path.write_text(json.dumps({"torch": version, "batches": batches}, indent=1) + "\n")
    print(f"{path.name} holds what PyTorch {version} gives. Now: make release")


if __name__ == "__main__":
    main()
