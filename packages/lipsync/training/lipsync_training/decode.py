"""From rows of probabilities to a sequence of visemes: what the product's Viterbi search does for files."""

from __future__ import annotations

import numpy as np

from .data import Source
from .phones import ASPIRATE_MARK

#: Rows of the network know of each other, so each step of the search counts for less than a whole one. Chosen on
#: held-out synthetic voices: up to 1, frames are as right and fewer closures are found.
TRANSITION_WEIGHT = 0.3


def statistics(speech: list[Source]) -> tuple[np.ndarray, np.ndarray]:
    """ln p(next viseme | viseme) for each 10 ms (15, 15), and ln p(viseme) (15,), with every pair possible."""
    pairs = np.ones((15, 15))
    for source in speech:
        said = source.visemes % ASPIRATE_MARK
        pairs += np.histogram2d(said[:-1], said[1:], bins=[np.arange(16)] * 2)[0]
    counts = pairs.sum(1)
    return np.log(pairs / counts[:, None]), np.log(counts / counts.sum())


def viterbi(
    log_posteriors: np.ndarray,
    transition: np.ndarray,
    prior: np.ndarray,
    prior_weight: float,
    transition_weight: float,
) -> np.ndarray:
    """The likeliest path through (frames, 15) log probabilities: (frames,) viseme indexes."""
    scores = log_posteriors - prior_weight * prior
    steps = transition_weight * transition
    best = scores[0] + prior
    back = np.zeros(scores.shape, np.int8)
    for frame in range(1, len(scores)):
        ways = best[:, None] + steps
        back[frame] = ways.argmax(0)
        best = ways.max(0) + scores[frame]
    path = np.empty(len(scores), np.int64)
    path[-1] = best.argmax()
    for frame in range(len(scores) - 1, 0, -1):
        path[frame - 1] = back[frame, path[frame]]
    return path


def sequence(path: np.ndarray) -> list[int]:
    """Visemes in order, neighbours merged, silence left out."""
    heard = [int(viseme) for at, viseme in enumerate(path) if viseme and (at == 0 or path[at - 1] != viseme)]
    return [viseme for at, viseme in enumerate(heard) if at == 0 or heard[at - 1] != viseme]
