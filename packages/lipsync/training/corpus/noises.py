"""Sounds at which a mouth rests: noises, breaths, tones and music, all made here by formulas.

    python -m corpus.noises --out DIR [--minutes 25]

Each clip is 5-10 s and labelled one `pau`. Every eighth clip of a kind is for tests; the trainer also mixes
the training clips under speech.
"""

import argparse
import pathlib
import random
import zlib

import numpy as np
from scipy import signal

from corpus.music import MUSIC
from corpus.output import Corpus

RATE_HZ = 16000


def shaped(rng, count, slope_db):
    """Gaussian noise whose power falls by slope_db per octave above 50 Hz."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    octaves = np.log2(np.maximum(np.fft.rfftfreq(count, 1 / RATE_HZ), 50) / 50)
    return np.fft.irfft(spectrum * 10 ** (-slope_db * octaves / 20), count)


def band(rng, count, low_hz, high_hz, order=2):
    sos = signal.butter(order, [low_hz, min(high_hz, 7900)], "bandpass", fs=RATE_HZ, output="sos")
    return signal.sosfilt(sos, rng.standard_normal(count))


def drift(rng, count, rate_hz, depth):
    """A slow random gain around 1: between 1 - depth and 1 + depth, changing about rate_hz times a second."""
    points = max(4, int(count / RATE_HZ * rate_hz) + 2)
    return 1 + depth * np.interp(np.linspace(0, points - 1, count), np.arange(points), rng.uniform(-1, 1, points))


def place(out, sound, at):
    end = min(len(out), at + len(sound))
    if end > at:
        out[at:end] += sound[: end - at]


def moments(rng, count, per_second):
    """Sample indices of a Poisson process."""
    at = np.cumsum(rng.exponential(RATE_HZ / per_second, int(count / RATE_HZ * per_second * 2) + 4))
    return at[at < count].astype(int)


def steady(rng, count):
    return shaped(rng, count, rng.choice([0, 0, 3, 3, 6, 9])) * drift(rng, count, 0.5, 0.3)


def fan(rng, count):
    time = np.arange(count) / RATE_HZ
    blade_hz = rng.uniform(15, 60)
    air = shaped(rng, count, rng.uniform(2, 7))
    air += rng.uniform(0, 1) * band(rng, count, *np.sort(rng.uniform(150, 3000, 2)) * [1, 1.3])
    return air / np.std(air) * (1 + rng.uniform(0, 0.6) * np.sin(2 * np.pi * blade_hz * time))


def rain(rng, count):
    out = 0.3 * band(rng, count, 1000, 7500)
    for at in moments(rng, count, rng.uniform(30, 300)):
        length = int(rng.integers(20, 200))
        place(out, rng.exponential(0.6) * rng.standard_normal(length) * np.exp(-np.arange(length) / length * 5), at)
    return out


def hum(rng, count):
    time = np.arange(count) / RATE_HZ
    base_hz = rng.choice([50, 60, 100, 120]) * rng.uniform(0.99, 1.01)
    out = sum(rng.exponential(1 / n) * np.sin(2 * np.pi * base_hz * n * time + rng.uniform(0, 6)) for n in range(1, 16))
    return out + rng.uniform(0, 0.2) * rng.standard_normal(count)


def clicks(rng, count):
    """Keys, mouse clicks, knocks and dropped things: short bursts through a few resonances."""
    out = 0.01 * shaped(rng, count, 3)
    heavy = rng.random() < 0.4
    for at in moments(rng, count, rng.uniform(1, 10)):
        length = int(RATE_HZ * (rng.uniform(0.05, 0.25) if heavy else rng.uniform(0.01, 0.05)))
        time = np.arange(length) / RATE_HZ
        sound = rng.standard_normal(length) * np.exp(-time * rng.uniform(150, 600))
        for _ in range(rng.integers(1, 5)):
            pitch_hz = rng.uniform(80, 900) if heavy else rng.uniform(600, 6500)
            sound += rng.uniform(0.1, 1) * np.sin(2 * np.pi * pitch_hz * time) * np.exp(-time * rng.uniform(20, 300))
        place(out, sound * rng.uniform(0.2, 1), at)
    return out


def breaths(rng, count):
    """Breathing in and out near a microphone: noise through weak throat resonances, faded in and out."""
    out = 0.004 * shaped(rng, count, 3)
    at = int(rng.uniform(0, 0.5) * RATE_HZ)
    while at < count:
        length = int(rng.uniform(0.25, 1.4) * RATE_HZ)
        sound = 0.4 * shaped(rng, length, rng.uniform(0, 6))
        for centre_hz in (rng.uniform(400, 900), rng.uniform(1200, 2000), rng.uniform(2200, 3500)):
            sound += rng.uniform(0.2, 1) * band(rng, length, centre_hz * 0.8, centre_hz * 1.2, 1)
        rise = rng.uniform(0.2, 0.8)
        place(out, sound * np.interp(np.linspace(0, 1, length), [0, rise, 1], [0, 1, 0]) ** 1.5 * rng.uniform(0.1, 1), at)
        at += length + int(rng.uniform(0.1, 1.5) * RATE_HZ)
    return out


def applause(rng, count):
    out = 0.02 * shaped(rng, count, 3)
    for at in moments(rng, count, rng.uniform(5, 250)):
        length = int(RATE_HZ * rng.uniform(0.008, 0.04))
        low_hz = rng.uniform(500, 1800)
        clap = band(rng, length, low_hz, low_hz * 2.2, 1) * np.exp(-np.arange(length) / length * 4)
        place(out, clap * rng.uniform(0.1, 1), at)
    return out


def rustle(rng, count):
    """Cloth, paper and wind on a microphone: bands of noise that come and go."""
    out = np.zeros(count)
    for _ in range(3):
        low_hz = rng.uniform(60, 3500)
        gate = np.maximum(0, drift(rng, count, rng.uniform(1, 12), 2.5) - 1)
        out += band(rng, count, low_hz, low_hz * rng.uniform(1.5, 4)) * gate
    return out + 0.01 * shaped(rng, count, 3)


def tones(rng, count):
    """Dialling, ringing, beeps and sweeps."""
    time = np.arange(count) / RATE_HZ
    kind = rng.integers(4)
    if kind == 0:
        low_hz, high_hz = rng.choice([697, 770, 852, 941], 40), rng.choice([1209, 1336, 1477], 40)
        key = (time / rng.uniform(0.12, 0.5)).astype(int) % 40
        on = (time % 0.3) < 0.2
        return on * (np.sin(2 * np.pi * low_hz[key] * time) + np.sin(2 * np.pi * high_hz[key] * time))
    if kind == 1:
        first_hz, second_hz = rng.choice([[350, 440], [440, 480], [425, 425], [480, 620], [400, 450]])
        on = (time % (2 * rng.uniform(0.25, 2))) < rng.uniform(0.25, 2)
        return on * (np.sin(2 * np.pi * first_hz * time) + np.sin(2 * np.pi * second_hz * time))
    if kind == 2:
        period_s, pitch_hz = rng.uniform(0.2, 1.5), rng.uniform(300, 4000)
        wave = np.sin(2 * np.pi * pitch_hz * time)
        return (time % period_s < rng.uniform(0.05, 0.6) * period_s) * (np.sign(wave) if rng.random() < 0.4 else wave)
    pitch_hz = 10 ** np.interp(time, np.arange(12), np.log10(rng.uniform(120, 5000, 12)))
    return np.sin(2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ) * drift(rng, count, 2, 0.8)


KINDS = {
    "steady": (steady, 1.0), "fan": (fan, 0.8), "rain": (rain, 0.7), "hum": (hum, 0.6), "clicks": (clicks, 1.2),
    "breaths": (breaths, 1.6), "applause": (applause, 0.7), "rustle": (rustle, 1.0), "tones": (tones, 1.0),
    **MUSIC,
}  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--minutes", type=float, default=25)
    args = parser.parse_args()
    corpus = Corpus(args.out, "noises")
    whole = sum(share for _, share in KINDS.values())
    for kind, (make, share) in KINDS.items():
        folder, number = f"noise-{kind}", 0
        draw = random.Random(zlib.crc32(kind.encode()))
        while corpus.seconds.get(folder, 0) < 60 * args.minutes * share / whole:
            duration_s, level_db, seed = draw.uniform(5, 10), draw.uniform(-36, -12), draw.getrandbits(32)
            name, number = f"{number:06d}", number + 1
            if corpus.has(folder, name):
                continue
            sound = make(np.random.default_rng(seed), int(duration_s * RATE_HZ))
            sound = sound - np.mean(sound)
            sound *= 10 ** (level_db / 20) / (np.sqrt(np.mean(sound**2)) + 1e-9)
            sound /= max(1, np.max(np.abs(sound)) / 0.95)
            fields = {"speaker": "noise", "synthesizer": "noise", "split": "test" if number % 8 == 4 else "train"}
            corpus.add(folder, name, sound, RATE_HZ, [("pau", len(sound) / RATE_HZ)], text="", **fields)
        print(f"{folder}: {corpus.seconds[folder] / 60:.1f} min", flush=True)


if __name__ == "__main__":
    main()
