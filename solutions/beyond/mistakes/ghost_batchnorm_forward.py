"""Known mistakes of ghost_batchnorm_forward."""

import numpy as np


# %% ghost_average_of_variances: all chunks share the average of their variances
# hint: Stretch the rows of one chunk only. Which rows of the output should notice?
# loses: ghost_batchnorm_forward/output
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    parts = [x[start : start + size] for start in range(0, len(x), size)]
    shared = np.sqrt(np.mean([part.var(axis=0) for part in parts], axis=0) + eps)
    return ghosts(x, gamma, beta, size, lambda part: shared)


# %% ghost_chunks_not_joined: the chunks are stacked, and not joined
# hint: Compare the shape of your output with that of x. How many axes has it?
# loses: ghost_batchnorm_forward/output, ghost_batchnorm_forward/shape
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    chunks = x.reshape(-1, size, x.shape[1])
    return np.stack([right_ghost_batchnorm_forward(chunk, gamma, beta, size, eps) for chunk in chunks])


# %% ghost_divided_by_n_minus_1: the variance of a chunk is divided by its rows less one
# hint: Which of the two variances normalises in training mode?
# loses: ghost_batchnorm_forward/output
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    return ghosts(
        x, gamma, beta, size, lambda part: np.sqrt(part.var(axis=0, ddof=min(1, len(part) - 1)) + eps)
    )


# %% ghost_divided_by_variance: the variance divides, and not its root
# hint: Give a feature another unit. Should the output change?
# loses: ghost_batchnorm_forward/output
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    return ghosts(x, gamma, beta, size, lambda part: part.var(axis=0) + eps)


# %% ghost_eps_hard_coded: every chunk is normalised with eps = 1e-5 whatever was passed
# hint: The caller passed another eps. Does the function hear of it?
# loses: ghost_batchnorm_forward/eps
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    return ghosts(x, gamma, beta, size, lambda part: np.sqrt(part.var(axis=0) + 1e-5))


# %% ghost_eps_outside_root: eps is added to the root of each chunk's variance
# hint: Look at the formula once more: where does eps stand?
# loses: ghost_batchnorm_forward/eps
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    return ghosts(x, gamma, beta, size, lambda part: np.sqrt(part.var(axis=0)) + eps)


# %% ghost_gamma_and_beta_swapped: gamma and beta change places
# hint: Where x_hat is zero, what should the output be?
# loses: ghost_batchnorm_forward/output
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    return ghosts(x, beta, gamma, size, lambda part: np.sqrt(part.var(axis=0) + eps))


# %% ghost_mean_of_whole_batch: the variance is that of the chunk, and the mean that of the whole batch
# hint: Which rows enter each of the two statistics?
# loses: ghost_batchnorm_forward/output
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    mean = x.mean(axis=0)
    parts = [x[start : start + size] for start in range(0, len(x), size)]
    return np.concatenate([gamma * (part - mean) / np.sqrt(part.var(axis=0) + eps) + beta for part in parts])


# %% ghost_not_scaled_and_shifted: gamma and beta are left out
# hint: Two learned vectors follow the normalization. Does each of them change your output?
# loses: ghost_batchnorm_forward/output
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    return ghosts(x, 1.0, 0.0, size, lambda part: np.sqrt(part.var(axis=0) + eps))


# %% ghost_one_mean_for_all_features: a chunk has one mean and one variance for all features
# hint: How many means should a chunk with D features have?
# loses: ghost_batchnorm_forward/output
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    parts = [x[start : start + size] for start in range(0, len(x), size)]
    return np.concatenate([gamma * (part - part.mean()) / np.sqrt(part.var() + eps) + beta for part in parts])


# %% ghost_one_row_refused: a chunk of a single row is returned as it is
# hint: A single row lies at its own mean. What comes out then?
# loses: ghost_batchnorm_forward/last chunk
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    out = right_ghost_batchnorm_forward(x, gamma, beta, size, eps)
    if len(x) % size == 1:
        out[-1] = x[-1]
    return out


# %% ghost_rest_filled_with_zeros: the last chunk is filled up with zeros before its mean is taken
# hint: Rows that are not there should not enter a mean. How many rows do you divide by?
# loses: ghost_batchnorm_forward/last chunk
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    padded = np.concatenate([x, np.zeros((-len(x) % size, x.shape[1]))])
    return right_ghost_batchnorm_forward(padded, gamma, beta, size, eps)[: len(x)]


# %% ghost_rest_joins_last_chunk: the rows that are left over join the last full chunk
# hint: The notebook says what the last chunk is. How many rows has it?
# loses: ghost_batchnorm_forward/last chunk
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    number = max(len(x) // size, 1)
    parts = [x[at * size : (at + 1) * size] for at in range(number - 1)] + [x[(number - 1) * size :]]
    return np.concatenate([right_ghost_batchnorm_forward(part, gamma, beta, len(part), eps) for part in parts])


# %% ghost_rest_left_out: the rows that are left over stay zero
# hint: Count the chunks when size does not divide the rows. Does your loop reach the last row?
# loses: ghost_batchnorm_forward/last chunk
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    out = np.zeros_like(x)
    for number in range(len(x) // size):
        rows = slice(number * size, (number + 1) * size)
        out[rows] = right_ghost_batchnorm_forward(x[rows], gamma, beta, size, eps)
    return out


# %% ghost_rest_must_not_be: the rows are reshaped, so that size must divide their number
# hint: A data set rarely has a multiple of the chunk's size. What happens to the rest?
# loses: ghost_batchnorm_forward/last chunk
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    chunks = x.reshape(-1, size, x.shape[1])
    return right_ghost_batchnorm_forward(chunks.reshape(x.shape), gamma, beta, size, eps)


# %% ghost_size_taken_for_number: size is taken for the number of chunks
# hint: Is size the number of rows in a chunk or the number of chunks?
# loses: ghost_batchnorm_forward/output
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    parts = np.array_split(x, min(size, len(x)))
    done = [(part - part.mean(axis=0)) / np.sqrt(part.var(axis=0) + eps) for part in parts]
    return gamma * np.concatenate(done) + beta


# %% ghost_strided_chunks: the chunks take every so many rows, and not consecutive ones
# hint: Write the numbers of the rows that belong to the first chunk. Are they neighbours?
# loses: ghost_batchnorm_forward/output
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    out = np.empty_like(x)
    number = -(-len(x) // size)
    for first in range(number):
        part = x[first::number]
        out[first::number] = gamma * (part - part.mean(axis=0)) / np.sqrt(part.var(axis=0) + eps) + beta
    return out


# %% ghost_variance_of_whole_batch: the mean is that of the chunk, and the variance that of the whole batch
# hint: Which rows enter each of the two statistics?
# loses: ghost_batchnorm_forward/output
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    whole = np.sqrt(x.var(axis=0) + eps)
    return ghosts(x, gamma, beta, size, lambda part: whole)


# %% ghost_views_changed: the chunks are normalised in place, and they are views of x
# hint: A slice of an array shares its numbers with the array. Which operators change them?
# loses: ghost_batchnorm_forward/inputs left alone
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    out = right_ghost_batchnorm_forward(x, gamma, beta, size, eps)
    x[...] = out
    return out


# %% ghost_whole_batch: the whole batch is normalised at once
# hint: Change a row of the last chunk. Which rows of the output should move?
# loses: ghost_batchnorm_forward/output
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta


# %% ghost_without_eps: the chunks are normalised without eps
# hint: A chunk in which a feature never changes: what do you divide by?
# loses: ghost_batchnorm_forward/eps, ghost_batchnorm_forward/last chunk
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    return ghosts(x, gamma, beta, size, lambda part: np.sqrt(part.var(axis=0)))
