"""What a word that means nothing does: the yardstick of what motifs do.

Hardly any word leaves the output of a trained network quite as it was, and with enough sequences
every one of these changes is certain. What a motif does counts where random words do not do as
much.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from motiflens.effects.copies import Codes
from motiflens.effects.neutral import Neutral
from motiflens.effects.predicting import Predictor, Values
from motiflens.sequences.onehot import reverse_complement

_EACH = 16  # neutral sequences that a word is put into
_STRANDS = 2
_FAR = 3  # standard deviations from the median beyond which a word counts as holding a site
_MAD = 1.4826  # standard deviations in the median absolute deviation of a normal distribution


def calls(n: int, words: int) -> int:
    """Return how many sequences `spread_of_words` shows to the model, of n neutral ones."""
    return _STRANDS * words * min(_EACH, n)


def spread_of_words(
    neutral: Neutral, width: int, words: int, predict: Predictor, rng: np.random.Generator
) -> float:
    """Return the standard deviation over random words of what they change on average.

    A word is a stretch of a neutral sequence, and is put into the middle of several others on
    either strand, as a motif is.
    """
    some = [_a_word(neutral, width, rng) for _ in range(words)]
    return between(np.stack([_changes(word, neutral, predict, rng) for word in some]))


def between(changes: Values) -> float:
    """Return the standard deviation of the means behind (words, sequences) of changes.

    The variance between the means of words, less what sequences that differ put into them
    (one-way analysis of variance). As a random word may hold a site by chance, means far out are
    drawn in, and of the variances within words it is the median that counts.
    """
    means = changes.mean(axis=1)
    centre = np.median(means)
    far = _FAR * _MAD * np.median(np.abs(means - centre))
    total = np.clip(means, centre - far, centre + far).var(ddof=1)
    within = np.median(changes.var(axis=1, ddof=1)) / changes.shape[1]
    return float(np.sqrt(max(total - within, 0)))


def _a_word(neutral: Neutral, width: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    row, start = rng.integers(neutral.n), rng.integers(neutral.length - width + 1)
    return np.asarray(neutral.codes[row, start : start + width])


def _changes(
    word: NDArray[np.uint8], neutral: Neutral, predict: Predictor, rng: np.random.Generator
) -> Values:
    """Return changes (sequences,) by a word, the mean over its strands."""
    rows = rng.choice(neutral.n, min(_EACH, neutral.n), replace=False)
    others = Neutral(neutral.codes[rows], neutral.output[rows])
    start = (neutral.length - len(word)) // 2
    copies: Codes = np.repeat(word[None], len(rows), axis=0)
    both = (copies, reverse_complement(copies))
    return np.asarray(np.mean([others.change(predict, (one, start)) for one in both], axis=0))
