"""Prepared arrays as one stream of frames for each source, and crops drawn from it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .features import MEL_BANDS

#: Frames of a crop after a change of pace, and the most that are read for it.
CROP_FRAMES = 300
READ_FRAMES = 400


@dataclass
class Source:
    """Utterances of one speaker (or of noise), one behind the other."""

    name: str
    log_mel: np.ndarray
    visemes: np.ndarray
    targets: np.ndarray


@dataclass
class Utterance:
    name: str
    speaker: str
    synthesizer: str
    language: str
    log_mel: np.ndarray
    visemes: np.ndarray


def load(folder: Path) -> tuple[list[Source], list[Source], list[Utterance]]:
    """Speech to train on by speaker, noises to train on, and the utterances of the test split."""
    parts: dict[tuple[bool, str], list[tuple[np.ndarray, ...]]] = {}
    tests: list[Utterance] = []
    for path in sorted(folder.glob("*.npz")):
        facts = json.loads(path.with_suffix(".json").read_text())
        arrays = np.load(path)
        log_mel, visemes, targets = arrays["log_mel"], arrays["visemes"], arrays["targets"]
        ends = np.cumsum(arrays["lengths"])
        for fact, length, end in zip(facts, arrays["lengths"], ends):
            rows = slice(end - length, end)
            if fact["split"] == "train":
                # Variations of one speaker share a source.
                noise = fact["synthesizer"] == "noise"
                key = (noise, f"{fact['synthesizer']} {fact['speaker'].split('-v')[0]}")
                parts.setdefault(key, []).append((log_mel[rows], visemes[rows], targets[rows]))
            else:
                tests.append(
                    Utterance(
                        fact["file"],
                        fact["speaker"],
                        fact["synthesizer"],
                        fact["language"] or "en",
                        log_mel[rows],
                        visemes[rows],
                    )
                )
    random = np.random.default_rng(0)
    speech, noises = [], []
    for (noise, name), pieces in sorted(parts.items()):
        random.shuffle(pieces)
        joined = [np.concatenate([piece[at] for piece in pieces]) for at in range(3)]
        if len(joined[0]) > 2 * READ_FRAMES:
            (noises if noise else speech).append(Source(name, *joined))
    return speech, noises, tests


def normalisation(speech: list[Source]) -> tuple[np.ndarray, np.ndarray]:
    """Mean of each band and 1 / standard deviation, over a sample of the speech: two of (MEL_BANDS,)."""
    sample = np.concatenate([source.log_mel[::7] for source in speech]).astype(np.float32)
    return sample.mean(0), 1 / sample.std(0).clip(0.1)


class Crops:
    """Batches of random crops. A source is drawn in proportion to its length to the power of `balance`."""

    def __init__(self, speech: list[Source], noises: list[Source], balance: float, seed: int) -> None:
        self._speech, self._noises = speech, noises
        self._random = np.random.default_rng(seed)
        shares = np.array([len(source.log_mel) for source in speech], float) ** balance
        self._shares = shares / shares.sum()
        sizes = np.array([len(source.log_mel) for source in noises], float)
        self._noise_shares = sizes / sizes.sum() if len(sizes) else sizes

    def _cut(self, source: Source) -> slice:
        start = int(self._random.integers(len(source.log_mel) - READ_FRAMES))
        return slice(start, start + READ_FRAMES)

    def batch(self, size: int) -> dict[str, np.ndarray]:
        chosen = self._random.choice(len(self._speech), size, p=self._shares)
        cuts = [(self._speech[at], self._cut(self._speech[at])) for at in chosen]
        background = np.full((size, READ_FRAMES, MEL_BANDS), -16.0, np.float16)
        if self._noises:
            for row, at in enumerate(self._random.choice(len(self._noises), size, p=self._noise_shares)):
                background[row] = self._noises[at].log_mel[self._cut(self._noises[at])]
        return {
            "log_mel": np.stack([source.log_mel[rows] for source, rows in cuts]),
            "visemes": np.stack([source.visemes[rows] for source, rows in cuts]),
            "targets": np.stack([source.targets[rows] for source, rows in cuts]),
            "background": background,
        }
