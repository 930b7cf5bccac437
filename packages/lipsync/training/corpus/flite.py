"""Speech by Debian's `flite`, which prints each phone with its end time (`-psdur`).

    python -m corpus.flite --out DIR [--minutes 40] [--test-minutes 4]

awb and kal are for training; rms and slt are held out for tests and keep their own speed and pitch.
"""

import argparse
import pathlib
import random
import subprocess
import tempfile
import zlib

import soundfile

from corpus.output import Corpus, read_sentences

VOICES = (  # voice, speaker, split, mean pitch in Hz
    ("awb", "awb", "train", 130),
    ("kal16", "kal", "train", 105),
    ("rms", "rms", "test", None),
    ("slt", "slt", "test", None),
)
NAMES = {"hv": "hh", "axr": "er", "ix": "ih", "dx": "d", "nx": "n", "el": "l", "em": "m", "en": "n", "ssil": "pau"}


def speak(voice, text, settings, wave):
    """Returns (samples, rate in Hz, phones) of one text."""
    command = ["flite", "-voice", voice, "-psdur", "-o", wave]
    for name, value in settings.items():
        command += ["--setf", f"{name}={value:.3f}"]
    printed = subprocess.run([*command, "-t", text], check=True, capture_output=True, text=True, timeout=60).stdout
    pairs = [item.rsplit(":", 1) for item in printed.split()]
    samples, rate = soundfile.read(wave, dtype="float32")
    return samples, rate, [(NAMES.get(name, name), float(end)) for name, end in pairs]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--minutes", type=float, default=40, help="for each training voice")
    parser.add_argument("--test-minutes", type=float, default=4, help="for each held-out voice")
    args = parser.parse_args()
    corpus = Corpus(args.out, "flite")
    with tempfile.TemporaryDirectory() as temporary:
        for voice, speaker, split, pitch_hz in VOICES:
            rng = random.Random(zlib.crc32(voice.encode()))
            texts = list(enumerate(read_sentences(args.out, split)))
            if split == "train":
                rng.shuffle(texts)
            budget_s = 60 * (args.minutes if split == "train" else args.test_minutes)
            folder = f"flite-{speaker}"
            for number, text in texts:
                settings = {}
                if pitch_hz:
                    settings["duration_stretch"] = rng.choice((0.75, 0.85, 0.95, 1.0, 1.0, 1.1, 1.25, 1.4))
                    settings["int_f0_target_mean"] = pitch_hz * rng.uniform(0.8, 1.35)
                if corpus.seconds.get(folder, 0) >= budget_s:
                    break
                if corpus.has(folder, f"{number:06d}"):
                    continue
                sound = speak(voice, text, settings, f"{temporary}/said.wav")
                corpus.add(folder, f"{number:06d}", *sound, speaker=speaker, synthesizer="flite", split=split, text=text)
            print(f"{folder}: {corpus.seconds.get(folder, 0) / 60:.1f} min", flush=True)


if __name__ == "__main__":
    main()
