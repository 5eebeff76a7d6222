# New assignment: the notebook with its solutions, which are the reference as well.
# Percent format: cells start at "# %%"; `role` and `name` say what the release makes of a cell.
# Instructors' side: students get the notebook generated from this file, never the file itself.
# ruff: noqa: E501, F401, I001, RUF059

# %% [markdown]
# # New assignment
#
# What it is about, what you can do when you are done, and how long it takes.

# %%
import numpy as np

from checks import check, hint, ready

# %% [markdown]
# ## 1. Columns without their mean
#
# A batch $x$ has $N$ rows and $D$ columns. Take the mean of each column away from it.


# %% role="autograded-answer" name="centre"
def centre(x):
    """The columns of x (N, D), each without its mean; (N, D)."""
    # TODO: one mean for each column, over the rows.
    ### BEGIN SOLUTION
    return x - np.mean(x, axis=0)
    ### END SOLUTION


# %% role="check" name="centre"
check("centre")

# %% [markdown]
# ## 2. Rows of length one
#
# The length of a row is the root of the sum of its squares. Divide each row by its length: what is
# left of it is a direction. No row is all zeros.


# %% role="autograded-answer" name="unit_rows"
def unit_rows(x):
    """The rows of x (N, D) at length one, and the lengths that they had; (N, D) and (N,)."""
    # TODO: one length for each row, over its columns.
    ### BEGIN SOLUTION
    length = np.sqrt(np.sum(x**2, axis=1))
    return x / length[:, None], length
    ### END SOLUTION


# %% role="check" name="unit_rows"
check("unit_rows")

# %% [markdown]
# **Experiment.** Two rows that differ by a factor have one direction.

# %%
if ready("unit_rows"):
    directions, lengths = unit_rows(np.array([[3.0, 4.0], [30.0, 40.0]]))
    print(directions, lengths)

# %% [markdown]
# **Question.** What can nobody tell any more who sees the directions alone?

# %% [markdown] role="manually-graded-answer" name="what_is_lost"
# ### Answer: What a direction no longer knows
#
# ### BEGIN SOLUTION
# How long the row was. Rows that differ by a positive factor have one direction, so a faint picture
# and a bright one of the same thing become equal. The function returns the lengths besides: with both,
# each row can be had back as its direction times its length, and nothing is lost.
# ### END SOLUTION

# %% [markdown] role="rubric" name="what_is_lost"
# One point for the length, one for the rows that become equal.
