"""Speech by Kokoro-82M with the phone times that it predicts.

    python -m corpus.kokoro --model MODEL --voices FOLDER --out FOLDER [--minutes 60] [--test-minutes 2] [--seed 0]

MODEL: the ONNX export of Kokoro-82M v1.0 with int8 weights, one file or the folder with its parts; FOLDER of
voices: style vectors as `<voice>.bin` (510 × 256 float32). The speakers take turns, so that the corpus is balanced
wherever the run stops; a run that is started again goes on where the last one ended.
"""

import argparse
import pathlib
import random
from typing import NamedTuple

import numpy as np

from corpus.alignment import phone_times
from corpus.onnx_durations import expose, fast_convolutions, load, session
from corpus.output import Corpus, read_sentences
from corpus.pronounce import Reading, pronounce, read

RATE_HZ = 24000
UNIT_S = 600 / RATE_HZ
OFFSET_S = -0.05  # from the end of a symbol to the end of its sound, measured
DURATIONS = "/encoder/Clip_output_0"
HELD_OUT = ("af_bella", "bf_emma", "am_michael", "bm_george")
WORDS = range(4, 15)
# The alphabet of Kokoro-82M v1.0 as far as English needs it: symbol and number.
SYMBOLS = {
    ";": 1, ":": 2, ",": 3, ".": 4, "!": 5, "?": 6, " ": 16, "A": 24, "I": 25, "O": 31, "Q": 33, "T": 36, "W": 39,
    "Y": 41, "ᵊ": 42, "a": 43, "b": 44, "d": 46, "f": 48, "h": 50, "i": 51, "j": 52, "k": 53, "l": 54, "m": 55,
    "n": 56, "p": 58, "s": 61, "t": 62, "u": 63, "v": 64, "w": 65, "z": 68, "ɑ": 69, "ɒ": 71, "æ": 72, "ɔ": 76,
    "ð": 81, "ʤ": 82, "ə": 83, "ɛ": 86, "ɜ": 87, "ɡ": 92, "ɪ": 102, "ŋ": 112, "θ": 119, "ɹ": 123, "ʃ": 131,
    "ʧ": 133, "ʊ": 135, "ʌ": 138, "ʒ": 147, "ˈ": 156, "ˌ": 157, "ː": 158, "ᵻ": 177,
}  # fmt: skip


class Speaker(NamedTuple):
    """One voice or a blend of two. style: 510 × 256, a row for each length of text."""

    name: str
    alphabet: str
    style: np.ndarray


def speakers(folder: pathlib.Path, blends: int, seed: int) -> tuple[list[Speaker], list[Speaker]]:
    """Speakers for training, blends of them included, and those held out for tests."""
    voices = {
        path.stem: np.fromfile(path, np.float32).reshape(-1, 256)
        for path in sorted(folder.glob("[ab][fm]_*.bin"))
    }
    if not voices:
        raise ValueError(f"{folder}: no English voices (a*.bin, b*.bin) in it")

    def speaker(name: str, voice: str, style: np.ndarray) -> Speaker:
        return Speaker(f"kokoro-{name}", "kokoro-gb" if voice[0] == "b" else "kokoro-us", style)

    train = [speaker(name, name, style) for name, style in voices.items() if name not in HELD_OUT]
    rng = random.Random(seed)
    allowed = [name for name in voices if name not in HELD_OUT]
    for number in range(blends):
        first = rng.choice(allowed)
        second = rng.choice([name for name in allowed if name[0] == first[0] and name != first])
        share = rng.uniform(0.3, 0.7)
        train.append(speaker(f"mix-{number}", first, share * voices[first] + (1 - share) * voices[second]))
    return train, [speaker(name, name, voices[name]) for name in HELD_OUT if name in voices]


class Kokoro:
    """The synthesizer."""

    def __init__(self, path: pathlib.Path, threads: int):
        model = load(path)
        expose(model, DURATIONS, "durations")
        fast_convolutions(model)
        self.session = session(model, threads)

    def say(self, reading: Reading, style: np.ndarray, speed: float) -> tuple[np.ndarray, np.ndarray]:
        """(samples at 24 kHz, seconds of each token)."""
        numbers = [SYMBOLS.get(token.symbol, 0) for token in reading.tokens]
        inputs = {
            "tokens": np.array([numbers], np.int64),
            "style": style[len(numbers) - 2][None].astype(np.float32),
            "speed": np.array([speed], np.float32),
        }
        audio, durations = self.session.run(["audio", "durations"], inputs)
        return audio.ravel(), durations.ravel() * UNIT_S


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--voices", type=pathlib.Path, required=True, help="folder of style vectors")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--minutes", type=float, default=60, help="of all speakers for training together")
    parser.add_argument("--test-minutes", type=float, default=2, help="of each held-out speaker")
    parser.add_argument("--blends", type=int, default=24, help="speakers made of two voices")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()

    corpus = Corpus(args.out, "kokoro", draft=True)
    synthesizer = Kokoro(args.model, args.threads)
    train, test = speakers(args.voices, args.blends, args.seed)

    def run(people: list[Speaker], split: str, is_enough) -> None:
        texts = list(enumerate(read_sentences(args.out, split)))
        texts = [(number, text) for number, text in texts if len(text.split()) in WORDS]
        orders = {}
        for person in people:
            orders[person.name] = random.Random(f"{args.seed} {person.name}").sample(texts, len(texts))
        for turn in range(len(texts)):
            for person in random.Random(f"{args.seed} {turn}").sample(people, len(people)):
                number, text = orders[person.name][turn]
                name = f"{number:06d}"
                if is_enough(person) or corpus.has(person.name, name):
                    continue
                parts = pronounce(text)
                if parts is None:
                    continue
                reading = read(parts, person.alphabet)
                speed = random.Random(f"{args.seed} {person.name} {number}").uniform(0.85, 1.25)
                samples, durations_s = synthesizer.say(reading, person.style, speed)
                corpus.add(
                    person.name, name, samples, RATE_HZ, phone_times(reading, durations_s, samples, RATE_HZ, OFFSET_S),
                    speaker=person.name, synthesizer="kokoro", split=split, text=text,
                )  # fmt: skip

    run(test, "test", lambda person: corpus.seconds.get(person.name, 0) >= 60 * args.test_minutes)
    names = {person.name for person in train}

    def enough(_: Speaker) -> bool:
        return sum(length for name, length in corpus.seconds.items() if name in names) >= 60 * args.minutes

    run(train, "train", enough)
    for name, length in sorted(corpus.seconds.items()):
        print(f"{name}: {length / 60:.1f} min", flush=True)


if __name__ == "__main__":
    main()
