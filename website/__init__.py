"""The site: the course in a browser with nothing installed, and the docs as pages. `make site` builds it.

It is a developer's tool and no part of the package. `python -m website` fetches what the registries hold
(`fetching`), puts Python for the browser together (`runtime`), JupyterLite with the notebooks (`lab`), and the
pages (`pages`). What is fetched is pinned in `pins/` by its digest; `python -m website.pin` pins it anew.
"""
