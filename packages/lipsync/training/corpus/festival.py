"""Speech by Debian's `festival`, whose utterances know the end of each segment.

    python -m corpus.festival --out DIR [--minutes 40] [--test-minutes 4]

ked (40 min) and kal (half of it, as flite says much with that voice too) are for training; the HTS voice
of slt is held out for tests and keeps its own speed and pitch.
"""

import argparse
import pathlib
import random
import subprocess
import tempfile
import zlib

import numpy as np
import soundfile

from corpus.output import Corpus, read_sentences

VOICES = (  # voice, speaker, split, mean pitch in Hz, share of the minutes
    ("ked_diphone", "ked", "train", 105, 1.0),
    ("kal_diphone", "kal", "train", 105, 0.5),
    ("cmu_us_slt_arctic_hts", "slt", "test", None, 1.0),
)
NAMES = {"hv": "hh", "axr": "er", "ix": "ih", "dx": "d", "nx": "n", "el": "l", "em": "m", "en": "n", "h#": "pau", "brth": "pau"}
BATCH = 25
SCHEME = """
(define (say number text wave stretch pitch)
  (Parameter.set 'Duration_Stretch stretch)
  (if pitch
    (set! int_lr_params (list (list 'target_f0_mean pitch) '(target_f0_std 14) '(model_f0_mean 170) '(model_f0_std 34))))
  (set! utt (utt.synth (eval (list 'Utterance 'Text text))))
  (utt.save.wave utt wave 'riff)
  (format t "\\n@%d" number)
  (mapcar (lambda (s) (format t " %s:%f" (item.name s) (item.feat s 'end))) (utt.relation.items utt 'Segment))
  (format t "\\n"))
"""


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unwrap(samples):
    """Mends overflow: festival's 16-bit synthesis wraps round where a diphone voice is too loud."""
    mended = np.unwrap(samples.astype(np.float64), period=2.0)
    return mended.astype(np.float32) if abs(mended[-1] - samples[-1]) < 1 else samples


def speak(voice, items, encoding="utf-8"):
    """Yields (number, samples, rate in Hz, phones) for (number, text, stretch, pitch in Hz or None).

    One festival process says them all. An utterance that festival fails at is left out, with all that
    follow it in the same call.
    """
    with tempfile.TemporaryDirectory() as folder:
        script = SCHEME + f"(voice.select '{voice})\n"
        for number, text, stretch, pitch_hz in items:
            pitch = f"{pitch_hz:.1f}" if pitch_hz else "nil"
            script += f'(say {number} {quote(text)} "{folder}/{number}.wav" {stretch:.3f} {pitch})\n'
        path = pathlib.Path(folder, "say.scm")
        path.write_text(script, encoding=encoding)
        done = subprocess.run(["festival", "-b", str(path)], capture_output=True, timeout=600)
        for line in done.stdout.decode("utf-8", "replace").splitlines():
            if not line.startswith("@"):
                continue
            number, *pairs = line[1:].split()
            samples, rate = soundfile.read(f"{folder}/{number}.wav", dtype="float32")
            phones = [pair.rsplit(":", 1) for pair in pairs]
            yield int(number), unwrap(samples), rate, [(name, float(end)) for name, end in phones]


def batches(items, size):
    for start in range(0, len(items), size):
        yield items[start : start + size]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--minutes", type=float, default=40, help="of ked; kal has half as many")
    parser.add_argument("--test-minutes", type=float, default=4, help="for the held-out voice")
    args = parser.parse_args()
    corpus = Corpus(args.out, "festival")
    for voice, speaker, split, pitch_hz, share in VOICES:
        rng = random.Random(zlib.crc32(voice.encode()))
        texts = list(enumerate(read_sentences(args.out, split)))
        if split == "train":
            rng.shuffle(texts)
        items = []
        for number, text in texts:
            stretch = rng.choice((0.75, 0.85, 0.95, 1.0, 1.1, 1.25, 1.4)) if pitch_hz else 1
            items.append((number, text, stretch, pitch_hz and pitch_hz * rng.uniform(0.8, 1.35)))
        budget_s = 60 * share * (args.minutes if split == "train" else args.test_minutes)
        folder = f"festival-{speaker}"
        for batch in batches(items, BATCH):
            if corpus.seconds.get(folder, 0) >= budget_s:
                break
            missing = [item for item in batch if not corpus.has(folder, f"{item[0]:06d}")]
            said = dict(texts)
            for number, samples, rate, phones in speak(voice, missing) if missing else ():
                phones = [(NAMES.get(name, name), end) for name, end in phones]
                fields = {"speaker": speaker, "synthesizer": "festival", "split": split, "text": said[number]}
                corpus.add(folder, f"{number:06d}", samples, rate, phones, **fields)
        print(f"{folder}: {corpus.seconds.get(folder, 0) / 60:.1f} min", flush=True)


if __name__ == "__main__":
    main()
