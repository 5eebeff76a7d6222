"""How does it run untrusted? The steps a check asks for, the wire, the worker and the wall around it."""
