"""One class keeps the state, and the five functions are thin."""

from dataclasses import dataclass

import numpy as np


@dataclass
class Moments:
    n: int = 0
    mean: object = 0.0
    M2: object = 0.0

    def __add__(self, other):
        n = self.n + other.n
        delta = other.mean - self.mean
        share = other.n / n
        return Moments(n, self.mean + delta * share, self.M2 + other.M2 + delta**2 * self.n * share)

    def push(self, row):
        return self + Moments(1, np.array(row, dtype=float), np.zeros(len(row)))

    @property
    def var(self):
        return self.M2 / self.n

    @property
    def triple(self):
        return self.n, self.mean, self.M2


def welford(stream):
    moments = Moments()
    for row in stream:
        moments = moments.push(row)
    return moments.triple


def merge_stats(a, b):
    return (Moments(*a) + Moments(*b)).triple


def column_stats(x):
    n, mean, M2 = welford(x)
    return mean, M2 / n


def standardize(x, eps):
    mean, var = column_stats(x)
    return (x - mean) * (var + eps) ** -0.5


class Average:
    def __init__(self, value):
        self.value = value

    def move(self, new, momentum):
        self.value = self.value + (1 - momentum) * (new - self.value)
        return self


def ema_update(old, new, momentum):
    return Average(old).move(new, momentum).value
