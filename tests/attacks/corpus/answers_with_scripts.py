FAMILY = "text for people"
ABOUT = "Written answers of HTML, script and Markdown that runs in the browser of whoever marks them."
MOST = 24
RIGHT = ("batchnorm_forward",)

# %% answer three_roads
<script>document.title="50"</script><img src=x onerror="fetch('/formgrader/api')"><iframe src="javascript:alert(1)"></iframe>
[click](javascript:alert(1)) ![x](x"onerror="alert(1)) <svg onload=alert(1)> <a href="data:text/html,<script>alert(1)</script>">x</a>
<form action="http://127.0.0.1"><input></form><style>*{display:none}</style><base href="http://127.0.0.1/"><meta http-equiv=refresh content=0>

# %% answer eps_in_both_modes
$$\href{javascript:alert(1)}{x}$$ <math><mtext><script>alert(1)</script></mtext></math> <details ontoggle=alert(1) open>x</details>
