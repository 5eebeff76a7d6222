"""The cells of a learner who is run in WebAssembly: one right exercise, one mistake, one endless loop."""

from ..learner.learner import cells

SOLVED = cells()
STRAIGHT = SOLVED["batchnorm_backward"].replace("dx = dx_direct + dx_mean", "dx = dx_direct")
ENDLESS = SOLVED["batchnorm_forward"].replace("mean = x.mean(axis=0)", "while True: pass")

FORWARD, BACKWARD = 'check("batchnorm_forward")', 'check("batchnorm_backward")'
HINT, GRAPH = 'hint("dx")', "graph()"

FIRST, AGAIN, FAULT, HINTED, DRAWN, STOPPED = 1, 2, 4, 5, 6, 8
"""Which cell is the first check, which the same again, that of a mistake, its hint and graph, the loop."""

CELLS = (
    ("import numpy as np", "from checks import check, graph, hint", *SOLVED.values()),
    (FORWARD,),
    (FORWARD,),
    (STRAIGHT,),
    (BACKWARD,),
    (HINT,),
    (GRAPH,),
    (ENDLESS,),
    (FORWARD,),
)
