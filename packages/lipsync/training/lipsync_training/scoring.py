"""The contract's rules, for choosing between trainings. The figures that count come from `npm run bench -- lipsync`."""

from __future__ import annotations

import numpy as np

from .phones import ASPIRATE_MARK

#: Frames: a closure counts when it is shown this near.
NEAR_FRAMES = 4


def runs(labels: np.ndarray, viseme: int) -> list[tuple[int, int]]:
    """Stretches [first, end) of one viseme."""
    held = np.flatnonzero(np.diff(np.r_[0, labels == viseme, 0]))
    return list(zip(held[::2], held[1::2]))


def _near(labels: np.ndarray, stretch: tuple[int, int], viseme: int) -> bool:
    first, end = stretch
    return bool((labels[max(0, first - NEAR_FRAMES) : end + NEAR_FRAMES] == viseme).any())


class Score:
    """Sums over utterances; `shown` and `marked` are frames of 10 ms, aspirates carry their mark."""

    def __init__(self) -> None:
        self.right = self.frames = 0
        self.found = {1: [0, 0], 2: [0, 0]}
        self.true = {1: [0, 0], 2: [0, 0]}

    def add(self, shown: np.ndarray, marked: np.ndarray) -> None:
        said = marked % ASPIRATE_MARK
        counted = (marked < ASPIRATE_MARK) & ((said != 0) | (shown != 0))
        self.right += int((shown == said)[counted].sum())
        self.frames += int(counted.sum())
        plain = np.where(marked < ASPIRATE_MARK, marked, -1)
        for viseme in (1, 2):
            for stretch in runs(plain, viseme):
                self.found[viseme][0] += _near(shown, stretch, viseme)
                self.found[viseme][1] += 1
            for stretch in runs(shown, viseme):
                self.true[viseme][0] += _near(plain, stretch, viseme)
                self.true[viseme][1] += 1

    def shares(self) -> dict[str, float]:
        """Percent of frames right, of closures found, and of shown closures that are true."""

        def percent(part: int, whole: int) -> float:
            return round(100 * part / max(1, whole), 1)

        return {
            "frames": percent(self.right, self.frames),
            "p/b/m found": percent(*self.found[1]),
            "p/b/m true": percent(*self.true[1]),
            "f/v found": percent(*self.found[2]),
            "f/v true": percent(*self.true[2]),
        }


def edit_distance(shown: list[int], words: list[list[list[int]]]) -> tuple[int, int]:
    """
    Substitutions, insertions and deletions between what is shown and a sentence whose words may be said in several
    ways, and the length of the sentence. Neighbours of one viseme are one.
    """
    row = np.arange(len(shown) + 1)
    length, last = 0, None
    for ways in words:
        ways = [way[1:] if way and way[0] == last else way for way in ways]
        row = np.min([_advanced(row, way, shown) for way in ways], axis=0)
        length += len(ways[0])
        last = ways[0][-1] if ways[0] else last
    return int(row[-1]), length


def _advanced(row: np.ndarray, said: list[int], shown: list[int]) -> np.ndarray:
    for viseme in said:
        after = np.empty_like(row)
        after[0] = row[0] + 1
        for at, heard in enumerate(shown, 1):
            after[at] = min(row[at] + 1, after[at - 1] + 1, row[at - 1] + (heard != viseme))
        row = after
    return row
