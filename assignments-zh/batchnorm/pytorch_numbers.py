"""What PyTorch gives on two batches of this notebook, and how your functions compare.

    compare(batchnorm_forward, batchnorm_backward)

The numbers lie in `pytorch_numbers.json` beside this file, with the version of PyTorch that gave them, so that
nothing needs to be installed. Where PyTorch is installed, its layer runs here as well.
"""

import importlib.util
import json
from pathlib import Path

import numpy as np

STORED = Path(__file__).with_name("pytorch_numbers.json")

MOMENTUM, STEPS = 0.9, 3
"""Ours; PyTorch calls 1 - 0.9 its momentum. The batch comes three times before the layer is used."""

CLOSE = 1e-9
"""Beside the largest entry. Two right ways to compute these numbers differ by 1e-15 or so."""


def compare(forward, backward):
    """Print how far your functions are from PyTorch's layer, and say where the two are meant to differ."""
    with STORED.open(encoding="utf-8") as file:
        stored = json.load(file)
    print_table(f"PyTorch {stored['torch']}, stored numbers", stored["batches"], forward, backward)
    if importlib.util.find_spec("torch"):
        import torch

        live = [{**batch, **pytorch_gives(batch)} for batch in stored["batches"]]
        print()
        print_table(f"PyTorch {torch.__version__}, run here", live, forward, backward)


def print_table(title, batches, forward, backward):
    """One line for each result, on all batches together; the running variance has its own sentence."""
    pairs = [(yours_gives(batch, forward, backward), batch) for batch in batches]
    print(f"{title}: largest difference to yours, beside the largest entry")
    for name in ("out", "dx", "dgamma", "dbeta", "running mean", "out in use"):
        off = max(difference(yours[name], batch[name]) for yours, batch in pairs)
        print(f"  {name:17} {off:8.0e}   {'the same' if off <= CLOSE else 'another result'}")
    print(f"  running variance after {STEPS} steps from one, feature by feature:")
    for yours, batch in pairs:
        rows = len(batch["x"])
        print(f"    {rows} rows, yours   {listed(yours['running variance'])}")
        print(f"    {rows} rows, PyTorch {listed(batch['running variance'])}")


def yours_gives(batch, forward, backward):
    """What your functions give on a batch, by the names of the table; the averages start as PyTorch's do."""
    x, gamma, beta, dout = (np.array(batch[name]) for name in ("x", "gamma", "beta", "dout"))
    param = {"mode": "train", "eps": batch["eps"], "momentum": MOMENTUM}
    param |= {"running_mean": np.zeros(len(gamma)), "running_var": np.ones(len(gamma))}
    for _ in range(STEPS):
        out, cache = forward(x, gamma, beta, param)
    dx, dgamma, dbeta = backward(dout, cache)
    # in use with PyTorch's own averages, so that the one difference is not counted twice
    recorded = {name: np.array(batch[key]) for name, key in AVERAGES.items()}
    in_use, _ = forward(x, gamma, beta, {**param, **recorded, "mode": "test"})
    found = {"out": out, "dx": dx, "dgamma": dgamma, "dbeta": dbeta, "out in use": in_use}
    return found | {key: param[name] for name, key in AVERAGES.items()}


AVERAGES = {"running_mean": "running mean", "running_var": "running variance"}


def pytorch_gives(batch):
    """What PyTorch's own layer gives on a batch, by the names of the table, in double precision."""
    import torch

    x, gamma, beta, dout = (
        torch.tensor(batch[name], dtype=torch.float64) for name in ("x", "gamma", "beta", "dout")
    )
    layer = torch.nn.BatchNorm1d(len(gamma), eps=batch["eps"], momentum=1 - MOMENTUM, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(gamma)
        layer.bias.copy_(beta)
    x.requires_grad_(True)
    for _ in range(STEPS):
        out = layer(x)
    out.backward(dout)
    found = {"out": out, "dx": x.grad, "dgamma": layer.weight.grad, "dbeta": layer.bias.grad}
    found |= {key: getattr(layer, name) for name, key in AVERAGES.items()}
    found["out in use"] = layer.eval()(x)
    return {name: values.detach().numpy().tolist() for name, values in found.items()}


def difference(one, other):
    """The largest difference of two arrays, beside the largest entry of the second."""
    one, other = np.asarray(one, dtype=float), np.asarray(other)
    return float(np.abs(one - other).max() / np.abs(other).max()) if one.shape == other.shape else np.inf


def listed(values):
    """Numbers in a row, with four digits."""
    return "  ".join(f"{value:8.4g}" for value in np.ravel(values))
