"""From the durations that a neural synthesizer predicts for its symbols to the phone times in its sound."""

import numpy as np

from corpus.pronounce import Reading

HOP_S = 0.005
SILENCE_DB = -38.0  # below the loud parts of the sound
SHORTEST_PAUSE_S = 0.06
SHORTEST_PAUSE_BY_STOP_S = 0.16  # shorter silences are the stop's closure
SHORTEST_PHONE_S = 0.02
REACH_S = 0.15  # how far a pause may begin late or end late, against the prediction
TAIL_S = 0.4  # how far it may begin early: the last phone before it is often predicted too long
CLOSURE_S = 0.06  # of a stop after silence, where no sound tells when the mouth closed
STOPS = frozenset("p b t d k g ch jh".split())


def predicted(reading: Reading, durations_s: np.ndarray, offset_s: float) -> list[tuple[str, float]]:
    """(label, endS) as the durations tell.

    A phone ends `offset_s` after the end of its last symbol; stress marks and spaces belong to the phone that
    follows. (Measured, not assumed: both synthesizers start a sound while they still count the mark before it.)
    """
    ends = np.cumsum(durations_s)
    spoken: list[tuple[str, float]] = []
    last = None
    for token, end in zip(reading.tokens, ends):
        if token.role in ("pause", "edge"):
            name, key = "pau", -1
        elif token.role == "stress":
            continue
        elif token.role == "space":
            if last != -1:
                spoken.append(("pau", spoken[-1][1]))  # kept where the sound falls silent
                last = -1
            continue
        else:
            name, key = reading.labels[token.phone], token.phone
        if key == last:
            spoken.pop()
        spoken.append((name, float(end) + offset_s))
        last = key
    spoken[-1] = (spoken[-1][0], float(ends[-1]))
    return spoken


def loudness_db(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    """Level in 10 ms about each multiple of HOP_S, relative to the loud parts (95th percentile) of the sound.

    Of the sound's differences, since a synthesizer's silence may hum.
    """
    hop = int(HOP_S * rate_hz)
    padded = np.pad(np.diff(samples, prepend=0.0), (hop, 2 * hop))
    blocks = (padded[: len(padded) // hop * hop] ** 2).reshape(-1, hop).mean(axis=1)
    level = 10 * np.log10(blocks[:-1] + blocks[1:] + 1e-10)
    return level - np.percentile(level, 95)


def _quiet_stretch(quiet: np.ndarray, low: int, high: int) -> tuple[int, int]:
    """Longest run of true in quiet[low:high]; (0, 0) if there is none."""
    best = (0, 0)
    start = None
    for index in range(low, high + 1):
        if index < high and quiet[index]:
            start = index if start is None else start
        elif start is not None:
            if index - start > best[1] - best[0]:
                best = (start, index)
            start = None
    return best


def fit_pauses(phones: list[tuple[str, float]], samples: np.ndarray, rate_hz: int) -> list[tuple[str, float]]:
    """Moves the edges of pauses to where the sound falls silent and starts again; drops pauses without silence."""
    quiet = loudness_db(samples, rate_hz) < SILENCE_DB
    duration_s = len(samples) / rate_hz
    names = [name for name, _ in phones]
    bounds = [0.0, *(end for _, end in phones)]
    for index, name in enumerate(names):
        if name != "pau":
            continue
        first, final = index == 0, index == len(names) - 1
        low_s = 0.0 if first else max(bounds[index] - TAIL_S, bounds[index - 1] + SHORTEST_PHONE_S)
        high_s = duration_s if final else min(bounds[index + 1] + REACH_S, bounds[index + 2] - SHORTEST_PHONE_S)
        low, high = round(low_s / HOP_S), min(round(high_s / HOP_S), len(quiet))
        if first:
            loud = np.flatnonzero(~quiet[:high])
            start, end = 0, int(loud[0]) if len(loud) else high
        elif final:
            loud = np.flatnonzero(~quiet[low:])
            start, end = low + (int(loud[-1]) + 1 if len(loud) else 0), len(quiet)
        else:
            start, end = _quiet_stretch(quiet, low, high)
        start_s, end_s = start * HOP_S, end * HOP_S
        if not (first or final):
            by_stop = not STOPS.isdisjoint((names[index - 1], names[index + 1]))
            if end_s - start_s < (SHORTEST_PAUSE_BY_STOP_S if by_stop else SHORTEST_PAUSE_S):
                bounds[index + 1] = bounds[index]
                continue
        if not final and names[index + 1] in STOPS:
            end_s = max(start_s, end_s - CLOSURE_S)
        if not first:
            bounds[index] = start_s
        bounds[index + 1] = duration_s if final else end_s
    for index in range(1, len(bounds)):
        bounds[index] = min(max(bounds[index], bounds[index - 1]), duration_s)
    return [(name, end) for name, start, end in zip(names, bounds, bounds[1:]) if end - start >= 1e-3]


def phone_times(
    reading: Reading, durations_s: np.ndarray, samples: np.ndarray, rate_hz: int, offset_s: float
) -> list[tuple[str, float]]:
    """(label, endS) of a sound. durations_s: of each token of the reading, in seconds."""
    return fit_pauses(predicted(reading, durations_s, offset_s), samples, rate_hz)
