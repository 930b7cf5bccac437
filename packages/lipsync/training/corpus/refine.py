"""Sharper phone times for a maker whose synthesizer tells them on a coarse grid.

    python -m corpus.refine --corpus FOLDER --maker kokoro [--out MANIFEST] [--rounds 5]

Each phone is a left-to-right model of three Gaussian states over MFCCs at 200 Hz, trained on the maker's own
utterances by Viterbi training (Juang & Rabiner 1990): estimate the states from the present times, find the best
times under the models, repeat. No boundary may leave the reach of where the synthesizer put it, so the phones stay
what was said. Pauses and the stops after them keep the times they have: silence does not tell when lips close.
"""

import argparse
import json
import pathlib

import numpy as np
import scipy.fft
import soundfile

HOP_S = 0.005
WINDOW_S = 0.016
RATE_HZ = 16000
STATES = 3
REACH_S = 0.07
TRUST_S = 0.035  # standard deviation of the times that the synthesizer tells
SPREAD = 0.02  # least variance of a whitened feature
FORBIDDEN = 1e9
BATCH = 32

Phones = list[list]  # [label, startS, endS]


def mfcc(samples: np.ndarray) -> np.ndarray:
    """float32 [frames, 26]: 13 coefficients and their slopes; frame k is centred on k · HOP_S. Mean removed."""
    hop, window = round(HOP_S * RATE_HZ), round(WINDOW_S * RATE_HZ)
    frames = len(samples) // hop + 1
    padded = np.pad(np.diff(samples, prepend=0.0), (window // 2, window + hop))
    blocks = np.lib.stride_tricks.sliding_window_view(padded, window)[::hop][:frames]
    power = np.abs(np.fft.rfft(blocks * np.hanning(window), 512)) ** 2
    edges = 700 * (10 ** (np.linspace(2595 * np.log10(1 + 100 / 700), 2595 * np.log10(1 + 7800 / 700), 32) / 2595) - 1)
    bins = np.arange(257) * RATE_HZ / 512
    rising = (bins[:, None] - edges[:-2]) / np.diff(edges)[:-1]
    falling = (edges[2:] - bins[:, None]) / np.diff(edges)[1:]
    bands = np.log(power @ np.clip(np.minimum(rising, falling), 0, None) + 1e-5)
    cepstrum = scipy.fft.dct(bands, norm="ortho")[:, :13]
    cepstrum -= cepstrum.mean(axis=0)
    ahead = np.pad(cepstrum, ((3, 3), (0, 0)), mode="edge")
    return np.hstack([cepstrum, ahead[6:] - ahead[:-6]]).astype(np.float32)


class Utterance:
    """One sound with its phones as they stand. bounds: frame at which each phone starts, and the end."""

    def __init__(self, row: dict, folder: pathlib.Path):
        self.row = row
        samples, rate_hz = soundfile.read(folder / row["file"], dtype="float32")
        if rate_hz != RATE_HZ:
            raise ValueError(f"{row['file']}: {rate_hz} Hz, not {RATE_HZ}")
        self.features = mfcc(samples)
        self.labels = [label for label, _, _ in row["phones"]]
        ends = [end for _, _, end in row["phones"]]
        frames = len(self.features)
        self.told = np.array([0, *(round(end / HOP_S) for end in ends[:-1]), frames])
        self.bounds = self.told.copy()
        self.fixed = np.zeros(len(self.told), bool)
        for index in range(1, len(self.labels)):
            self.fixed[index] = "pau" in self.labels[index - 1 : index + 1]
        self.fixed[[0, -1]] = True

    def states(self, numbers: dict[str, int]) -> np.ndarray:
        """State of each frame, each phone's frames divided evenly over its states."""
        out = np.empty(len(self.features), np.int32)
        for label, start, end in zip(self.labels, self.bounds, self.bounds[1:]):
            part = (np.arange(end - start) * STATES) // max(end - start, 1)
            out[start:end] = numbers[label] * STATES + part
        return out


class Models:
    """A Gaussian for each state, in a space where the variance within states is one and uncorrelated."""

    def __init__(self, features: np.ndarray, states: np.ndarray, count: int):
        occupied = np.bincount(states, minlength=count)

        def total(values: np.ndarray) -> np.ndarray:
            return np.stack([np.bincount(states, column, count) for column in values.T], axis=1)

        means = total(features) / np.maximum(occupied, 1)[:, None]
        within = np.cov((features - means[states]).T)
        values, vectors = np.linalg.eigh(within)
        self.whiten = vectors / np.sqrt(values)
        white = features @ self.whiten
        self.means = means @ self.whiten
        squares = total((white - self.means[states]) ** 2)
        # a state seldom seen keeps the variance of all
        self.variances = (squares + 50) / (occupied[:, None] + 50) + SPREAD

    def score(self, features: np.ndarray, states: np.ndarray) -> np.ndarray:
        """Log likelihood [frames, states asked for]."""
        white = (features @ self.whiten).astype(np.float32)
        means, variances = self.means[states], self.variances[states]
        constant = -0.5 * np.log(variances).sum(axis=1) - 0.5 * (means**2 / variances).sum(axis=1)
        linear, square = (means / variances).astype(np.float32), (0.5 / variances).astype(np.float32)
        return constant.astype(np.float32) + white @ linear.T - white**2 @ square.T


class Lattice:
    """The states that an utterance passes through in order, and what it costs to enter each at each frame.

    positions: [positions] states of the models; penalties: float32 [frames, positions]; firsts: the first position
    of each phone, and the number of all.
    """

    def __init__(self, utterance: Utterance, numbers: dict[str, int]):
        frames = len(utterance.features)
        # phones too short for all states have fewer
        counts = [min(STATES, max(1, int(length) // 2)) for length in np.diff(utterance.told)]
        self.positions = np.array(
            [
                numbers[label] * STATES + (index * STATES + STATES // 2) // count
                for label, count in zip(utterance.labels, counts)
                for index in range(count)
            ]
        )
        self.firsts = np.concatenate([[0], np.cumsum(counts)])
        self.penalties = np.zeros((frames, len(self.positions)), np.float32)
        time = np.arange(frames)
        for phone in range(1, len(counts)):
            away_s = (time - utterance.told[phone]) * HOP_S
            cost = 0.5 * (away_s / TRUST_S) ** 2
            cost[np.abs(away_s) > (0 if utterance.fixed[phone] else REACH_S) + 1e-6] = FORBIDDEN
            self.penalties[:, self.firsts[phone]] = cost


def best_paths(scores: list[np.ndarray], penalties: list[np.ndarray]) -> list[np.ndarray]:
    """Position at each frame on the best path through all positions in order, of several utterances at once.

    scores, penalties: [frames, positions] of each utterance.
    """
    frames = max(len(score) for score in scores)
    positions = max(score.shape[1] for score in scores)
    gain = np.zeros((frames, len(scores), positions), np.float32)
    toll = np.zeros((frames, len(scores), positions), np.float32)
    for index, (score, penalty) in enumerate(zip(scores, penalties)):
        gain[: len(score), index, : score.shape[1]] = score
        toll[: len(score), index, : score.shape[1]] = penalty
    best = np.full((len(scores), positions), -np.inf, np.float32)
    best[:, 0] = gain[0, :, 0]
    enter = np.full_like(best, -np.inf)
    entered = np.zeros(gain.shape, bool)
    for frame in range(1, frames):
        np.subtract(best[:, :-1], toll[frame, :, 1:], out=enter[:, 1:])
        np.greater(enter, best, out=entered[frame])
        np.maximum(enter, best, out=best)
        best += gain[frame]
    lengths = np.array([len(score) for score in scores])
    position = np.array([score.shape[1] - 1 for score in scores])
    each = np.arange(len(scores))
    paths = np.empty((frames, len(scores)), np.int32)
    for frame in range(frames - 1, -1, -1):
        paths[frame] = position
        position = position - (entered[frame, each, position] & (frame < lengths))
    return [path[:length] for path, length in zip(paths.T, lengths)]


def realign(utterances: list[Utterance], lattices: list[Lattice], models: Models) -> None:
    """Moves the bounds of the utterances; where no path is within reach they go back to what was told."""
    scores = [models.score(u.features, lattice.positions) for u, lattice in zip(utterances, lattices)]
    paths = best_paths(scores, [lattice.penalties for lattice in lattices])
    for utterance, lattice, path in zip(utterances, lattices, paths):
        starts = np.searchsorted(path, lattice.firsts[1:-1])
        bounds = np.concatenate([[0], starts, [len(path)]])
        allowed = np.where(utterance.fixed, 0, REACH_S / HOP_S + 1e-3)
        within = path[0] == 0 and np.all(np.abs(bounds - utterance.told) <= allowed)
        utterance.bounds = bounds if within else utterance.told.copy()


def refine(utterances: list[Utterance], rounds: int, learnt: int) -> None:
    """Moves the bounds of all utterances. The models are trained in `rounds` rounds on about `learnt` of them."""
    numbers = {label: number for number, label in enumerate(sorted({l for u in utterances for l in u.labels}))}
    chosen = utterances[:: max(1, len(utterances) // learnt)]
    features = np.concatenate([utterance.features for utterance in chosen])
    for remaining in range(rounds, 0, -1):
        states = np.concatenate([utterance.states(numbers) for utterance in chosen])
        models = Models(features, states, len(numbers) * STATES)
        by_length = sorted(chosen if remaining > 1 else utterances, key=lambda utterance: len(utterance.features))
        for start in range(0, len(by_length), BATCH):
            batch = by_length[start : start + BATCH]
            realign(batch, [Lattice(utterance, numbers) for utterance in batch], models)


def refined_row(utterance: Utterance) -> dict:
    """The manifest row with the bounds of the utterance as times."""
    phones: Phones = utterance.row["phones"]
    ends = [round(float(bound) * HOP_S, 4) for bound in utterance.bounds[1:-1]]
    ends = [old[2] if fixed else end for old, end, fixed in zip(phones, ends, utterance.fixed[1:-1])] + [phones[-1][2]]
    return {**utterance.row, "phones": [[p[0], s, e] for p, s, e in zip(phones, [0.0, *ends], ends)]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=pathlib.Path, required=True)
    parser.add_argument("--maker", required=True)
    parser.add_argument("--out", type=pathlib.Path, help="the manifest to write; without it, in place")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--learnt", type=int, default=300, help="utterances that the models are trained on")
    args = parser.parse_args()
    manifest = args.corpus / f"manifest-{args.maker}.jsonl"
    rows = [json.loads(line) for line in manifest.read_text().splitlines()]
    utterances = [Utterance(row, args.corpus) for row in rows]
    refine(utterances, args.rounds, args.learnt)
    out = args.out or manifest
    part = out.with_name(f"{out.name}.part")
    part.write_text("".join(json.dumps(refined_row(utterance)) + "\n" for utterance in utterances))
    part.replace(out)
    moved = np.concatenate([np.abs(u.bounds - u.told)[~u.fixed] for u in utterances]) * HOP_S * 1000
    print(f"{args.maker}: {len(utterances)} utterances, boundaries moved by {moved.mean():.0f} ms on average")


if __name__ == "__main__":
    main()
