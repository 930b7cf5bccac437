"""The corpus on disk: 16 kHz FLAC files by speaker, and one JSON line per file in manifest-<maker>.jsonl.

A line: {"file", "speaker", "synthesizer", "split": "train" | "test", "text", "phones"} and, where it is not
English, "language". "phones" is a list of [name, startS, endS], contiguous from 0 to the end of the sound;
names are those of CMUdict in lower case without stress, `ax` for schwa, and `pau` for silence.
"""

import json
import pathlib

import numpy as np
import soundfile
import soxr

SAMPLE_RATE_HZ = 16000
CMU_PHONES = frozenset(
    "aa ae ah ao aw ax ay b ch d dh eh er ey f g hh ih iy jh k l m n ng ow oy p r s sh t th uh uw v w y z zh pau".split()
)


def read_sentences(folder, split):
    name = "sentences.txt" if split == "train" else "sentences-test.txt"
    return (pathlib.Path(folder) / name).read_text().splitlines()


def contiguous(phones, duration_s):
    """Phones from (name, endS) pairs: merges neighbouring pauses, fits the last end to the sound's own.

    Raises ValueError for unknown names, for times that do not rise and for an end far from the sound's.
    """
    rows, start = [], 0.0
    for name, end in phones:
        if name not in CMU_PHONES:
            raise ValueError(f"unknown phone {name}")
        end = min(float(end), duration_s)
        if end - start < 1e-4:
            continue
        if name == "pau" and rows and rows[-1][0] == "pau":
            rows[-1][2] = round(end, 4)
        else:
            rows.append([name, round(start, 4), round(end, 4)])
        start = end
    if not rows:
        raise ValueError("no phones")
    if duration_s - start > 0.02 and rows[-1][0] != "pau":
        rows.append(["pau", round(start, 4), duration_s])
    if duration_s - start > 0.3:
        raise ValueError(f"phones end at {start:.3f} s, the sound at {duration_s:.3f} s")
    rows[-1][2] = round(duration_s, 4)
    return rows


class Corpus:
    """
    Appends utterances of one maker to the corpus folder; those there already are known and skipped. A draft awaits
    `corpus.align` for its phone times.
    """

    def __init__(self, folder, maker, draft=False):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{'draft' if draft else 'manifest'}-{maker}.jsonl"
        self.files, self.seconds = set(), {}
        if path.exists():
            for line in path.read_text().splitlines():
                row = json.loads(line)
                self.files.add(row["file"])
                self._count(row)
        self.manifest = open(path, "a", encoding="utf-8")

    def _count(self, row):
        key = row["file"].split("/")[0]
        self.seconds[key] = self.seconds.get(key, 0.0) + row["phones"][-1][2]

    def has(self, folder, name):
        return f"{folder}/{name}.flac" in self.files

    def add(self, folder, name, samples, rate_hz, phones, **fields):
        """Writes one utterance. samples: float in [-1, 1], one channel; phones: (name, endS) pairs."""
        if rate_hz != SAMPLE_RATE_HZ:
            samples = soxr.resample(samples, rate_hz, SAMPLE_RATE_HZ)
        peak = float(np.max(np.abs(samples))) if len(samples) else 0.0
        if peak > 0.98:
            samples = samples * (0.98 / peak)
        file = f"{folder}/{name}.flac"
        row = {"file": file, **fields, "phones": contiguous(phones, len(samples) / SAMPLE_RATE_HZ)}
        (self.folder / folder).mkdir(exist_ok=True)
        soundfile.write(self.folder / file, samples.astype(np.float32), SAMPLE_RATE_HZ, subtype="PCM_16")
        self.manifest.write(json.dumps(row) + "\n")
        self.manifest.flush()
        self.files.add(file)
        self._count(row)
