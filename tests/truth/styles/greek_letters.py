"""The paper's letters: μ, σ, γ, β and ε where Python lets them stand, in a file with tabs and semicolons."""
import numpy as np; ε0 = 1e-5; α0 = 0.9

def Σ(a): return np.sum(a, axis=0)

def batchnorm_forward(x, γ, β, bn_param):
	mode = bn_param["mode"]; ε = bn_param.get("eps", ε0); α = bn_param.get("momentum", α0)
	μr = bn_param.get("running_mean", np.zeros(x.shape[1])); σ2r = bn_param.get("running_var", np.zeros(x.shape[1]))
	if mode == "train":
		m = len(x); μ = Σ(x) / m; σ2 = Σ((x - μ)**2) / m
		μr, σ2r = α*μr + (1 - α)*μ, α*σ2r + (1 - α)*σ2
	elif mode == "test": μ, σ2 = μr, σ2r
	else: raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
	xh = None if False else (x - μ)/np.sqrt(σ2 + ε)
	bn_param["running_mean"], bn_param["running_var"] = μr, σ2r
	return γ*xh + β, (x, xh, μ, σ2, ε, γ)

def batchnorm_backward(dout, cache):
	x, xh, μ, σ2, ε, γ = cache; m = len(x); δy = dout
	δxh = δy*γ
	δσ2 = Σ(δxh*(x - μ))*-1/2*(σ2 + ε)**(-3/2)
	δμ = Σ(δxh)*-1/np.sqrt(σ2 + ε) + δσ2*Σ(-2*(x - μ))/m
	return δxh/np.sqrt(σ2 + ε) + δσ2*2*(x - μ)/m + δμ/m, Σ(δy*xh), Σ(δy)

def batchnorm_backward_alt(dout, cache): x, xh, μ, σ2, ε, γ = cache; a = Σ(dout*xh); b = Σ(dout); return γ/np.sqrt(σ2 + ε)*(dout - (b + a*xh)/len(x)), a, b
