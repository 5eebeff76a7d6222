# The checks of `batchnorm` as a stock nbgrader course holds them: assertions in the cells of the notebook.
# A file is cut at its lines "# %% NAME". They ask less than the hidden checks do: no partial points, no carried
# credit, no names of mistakes, one shape. So the comparison in docs/performance.md is in nbgrader's favour.

# %% batchnorm_forward
rng = np.random.default_rng(231)
x = rng.normal(2.0, 3.0, size=(12, 5))
gamma, beta = rng.normal(size=5), rng.normal(size=5)
record = {"mode": "train", "eps": 1e-5, "momentum": 0.8}
kept = x.copy()
out, cache = batchnorm_forward(x, gamma, beta, record)
x_hat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-5)
assert out.shape == x.shape
assert np.allclose(out, gamma * x_hat + beta, rtol=1e-7, atol=1e-9)
assert np.array_equal(x, kept)
assert np.allclose(record["running_mean"], 0.2 * x.mean(axis=0))
assert np.allclose(record["running_var"], 0.2 * x.var(axis=0))
for _ in range(3):
    batch = rng.normal(1.0, 2.0, size=(8, 5))
    expected_mean = 0.8 * record["running_mean"] + 0.2 * batch.mean(axis=0)
    expected_var = 0.8 * record["running_var"] + 0.2 * batch.var(axis=0)
    batchnorm_forward(batch, gamma, beta, record)
    assert np.allclose(record["running_mean"], expected_mean)
    assert np.allclose(record["running_var"], expected_var)
record["mode"] = "test"
out, _ = batchnorm_forward(x, gamma, beta, record)
fixed = (x - record["running_mean"]) / np.sqrt(record["running_var"] + 1e-5)
assert np.allclose(out, gamma * fixed + beta, rtol=1e-7, atol=1e-9)
for eps in (1e-8, 1e-2, 3.0):
    out, _ = batchnorm_forward(x, gamma, beta, {"mode": "train", "eps": eps})
    x_hat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)
    assert np.allclose(out, gamma * x_hat + beta, rtol=1e-7, atol=1e-9)


# %% batchnorm_backward
def differences(function, point, dout, h=1e-5):
    gradient = np.zeros_like(point)
    for index in np.ndindex(*point.shape):
        there, here = point.copy(), point.copy()
        there[index] += h
        here[index] -= h
        gradient[index] = np.sum((function(there) - function(here)) * dout) / (2 * h)
    return gradient


dout = rng.normal(size=(4, 5))
x = rng.normal(2.0, 3.0, size=(4, 5))
settings = {"mode": "train"}
_, cache = batchnorm_forward(x, gamma, beta, dict(settings))
dx, dgamma, dbeta = batchnorm_backward(dout, cache)
assert dx.shape == x.shape
assert dgamma.shape == dbeta.shape == (5,)
wanted = differences(lambda z: batchnorm_forward(z, gamma, beta, dict(settings))[0], x, dout)
assert np.allclose(dx, wanted, rtol=1e-5, atol=1e-7)
wanted = differences(lambda z: batchnorm_forward(x, z, beta, dict(settings))[0], gamma, dout)
assert np.allclose(dgamma, wanted, rtol=1e-5, atol=1e-7)
wanted = differences(lambda z: batchnorm_forward(x, gamma, z, dict(settings))[0], beta, dout)
assert np.allclose(dbeta, wanted, rtol=1e-5, atol=1e-7)

# %% batchnorm_backward_alt
for rows in (2, 5, 40):
    x = rng.normal(2.0, 3.0, size=(rows, 5))
    dout = rng.normal(size=(rows, 5))
    x_hat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-5)
    d = dout * gamma
    wanted = (d - d.mean(axis=0) - x_hat * (d * x_hat).mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-5)
    _, cache = batchnorm_forward(x, gamma, beta, dict(settings))
    dx, dgamma, dbeta = batchnorm_backward_alt(dout, cache)
    assert np.allclose(dx, wanted, rtol=1e-6, atol=1e-8)
    assert np.allclose(dgamma, (dout * x_hat).sum(axis=0))
    assert np.allclose(dbeta, dout.sum(axis=0))
