"""Known mistakes of centre."""


# %% mean_of_rows: the mean is taken of each row instead of each column
# hint: Which axis runs over the rows, and is gone in a mean of columns?
# loses: centre/values
def centre(x):
    return x - x.mean(axis=1, keepdims=True)


# %% centred_in_place: x itself is changed
# hint: What does x -= ... do to the array that the caller handed over?
# loses: centre/input left alone
def centre(x):
    x -= x.mean(axis=0)
    return x
