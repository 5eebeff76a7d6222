"""How does the host take part? Its settings, its steps, and the cells and marks of its gradebook.

nbgrader imports jsonschema, which takes `rfc3987_syntax` where it is installed, and does without where it is
not. To import that one builds a grammar of addresses that nobody here asks: a second, of the two that nbgrader
takes. So it is left out wherever this package is imported before nbgrader: by our commands, and by processes
that they start.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
