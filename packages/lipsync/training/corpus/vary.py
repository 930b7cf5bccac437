"""More speakers from the classic ones: each training sentence again with other pitch, tract, speed and breath.

    python -m corpus.vary --out DIR [--times 3]

Analysis and synthesis by WORLD (Morise, Yokomori and Ozawa 2016). A variation such as awb-v3 is one speaker:
its pitch, the length of its vocal tract and its breath are fixed but for a small wobble by sentence; speed,
liveliness of the pitch and spectral tilt are drawn for each sentence. The labels follow the speed exactly.
"""

import argparse
import itertools
import json
import pathlib
import random
import zlib

import numpy as np
import pyworld
import soundfile

from corpus.output import SAMPLE_RATE_HZ, Corpus

FRAME_MS = 5.0
SOURCES = ("flite-awb", "flite-kal", "festival-ked", "festival-kal")
VARIATIONS = {  # pitch factor, formant factor, breath from 0 (as it was) to 1 (noise only), share of the draws
    "v1": (0.72, 0.87, 0.0, 1.0),
    "v2": (0.88, 0.93, 0.0, 1.0),
    "v3": (1.10, 1.05, 0.0, 1.0),
    "v4": (1.30, 1.00, 0.1, 1.0),
    "v5": (1.50, 1.10, 0.0, 1.2),
    "v6": (1.70, 1.15, 0.1, 1.2),
    "v7": (1.90, 1.21, 0.0, 0.9),
    "v8": (1.00, 1.12, 0.4, 0.7),
    "v9": (0.80, 1.00, 0.2, 0.8),
    "v10": (1.60, 1.18, 0.5, 0.8),
    "v11": (1.00, 1.05, 1.0, 0.3),  # a whisper
    "v12": (1.25, 0.92, 0.0, 1.0),
}


def analyse(samples):
    """WORLD's pitch, spectral envelope and aperiodicity of 16 kHz samples, every FRAME_MS."""
    pitch_hz, times = pyworld.dio(samples, SAMPLE_RATE_HZ, f0_floor=60, f0_ceil=450, frame_period=FRAME_MS)
    pitch_hz = pyworld.stonemask(samples, pitch_hz, times, SAMPLE_RATE_HZ)
    envelope = pyworld.cheaptrick(samples, pitch_hz, times, SAMPLE_RATE_HZ)
    return pitch_hz, envelope, pyworld.d4c(samples, pitch_hz, times, SAMPLE_RATE_HZ)


def warp(spectra, factor):
    """Moves what is at frequency f to f * factor; above the old top the last value is held."""
    bins = spectra.shape[1]
    source = np.minimum(np.arange(bins) / factor, bins - 1)
    low = np.minimum(source.astype(int), bins - 2)
    part = source - low
    return spectra[:, low] * (1 - part) + spectra[:, low + 1] * part


def vary(analysis, pitch, formant, breath, rng):
    """Returns the new sound and its speed, by which all times must be divided."""
    pitch_hz, envelope, aperiodicity = analysis
    pitch *= rng.uniform(0.94, 1.06)
    voiced = pitch_hz > 0
    if voiced.any() and breath < 1:
        mean_hz = np.exp(np.mean(np.log(pitch_hz[voiced])))
        lively = rng.uniform(0.6, 1.5)
        new_hz = np.clip(pitch * mean_hz * (np.maximum(pitch_hz, 1) / mean_hz) ** lively, 50, 500)
        pitch_hz = np.where(voiced, new_hz, 0.0)
    else:
        pitch_hz = np.zeros_like(pitch_hz)
    formant *= rng.uniform(0.97, 1.03)
    bins = envelope.shape[1]
    octaves = np.log2(np.maximum(np.arange(bins) * SAMPLE_RATE_HZ / 2 / (bins - 1), 100) / 1000)
    tilt_db = rng.uniform(-3, 3) + 3 * breath * (breath == 1)
    envelope = warp(envelope, formant) * 10 ** (tilt_db * octaves / 10)
    aperiodicity = 1 - (1 - warp(aperiodicity, formant)) * (1 - breath * rng.uniform(0.6, 1))
    speed = rng.uniform(0.8, 1.3)
    arrays = (np.ascontiguousarray(array) for array in (pitch_hz, envelope, np.clip(aperiodicity, 1e-3, 1)))
    return pyworld.synthesize(*arrays, SAMPLE_RATE_HZ, FRAME_MS / speed), speed


def read_sources(folder):
    """The manifest rows of all sources, one of each in turn, so that an unfinished corpus is even."""
    rows = {source: [] for source in SOURCES}
    for maker in ("flite", "festival"):
        for line in (folder / f"manifest-{maker}.jsonl").read_text().splitlines():
            row = json.loads(line)
            rows.get(row["file"].split("/")[0], []).append(row)
    turns = itertools.zip_longest(*rows.values())
    return [row for turn in turns for row in turn if row and row["split"] == "train"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--times", type=int, default=3, help="variations of each sentence")
    args = parser.parse_args()
    corpus = Corpus(args.out, "vary")
    for row in read_sources(args.out):
        source, name = row["file"].removesuffix(".flac").split("/")
        rng = random.Random(zlib.crc32(row["file"].encode()))
        ranked = sorted(VARIATIONS, key=lambda variation: rng.random() ** (1 / VARIATIONS[variation][3]), reverse=True)
        analysis = None
        for variation in ranked[: args.times]:
            folder = f"{source}-{variation}"
            drawn = random.Random(zlib.crc32(f"{folder}/{name}".encode()))
            if corpus.has(folder, name):
                continue
            if analysis is None:
                samples, _ = soundfile.read(args.out / row["file"])
                analysis = analyse(samples)
            sound, speed = vary(analysis, *VARIATIONS[variation][:3], drawn)
            count = round(len(samples) / speed)
            sound = np.pad(sound, (0, max(0, count - len(sound))))[:count]
            phones = [(phone, end / speed) for phone, _, end in row["phones"]]
            fields = {"synthesizer": row["synthesizer"], "split": "train", "text": row["text"]}
            corpus.add(folder, name, sound, SAMPLE_RATE_HZ, phones, speaker=f"{row['speaker']}-{variation}", **fields)
    print(f"{sum(corpus.seconds.values()) / 60:.1f} min of variations")


if __name__ == "__main__":
    main()
