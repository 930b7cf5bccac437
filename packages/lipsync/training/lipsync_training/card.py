"""
Writes the model card from what was trained on and what came of it.

    python -m lipsync_training.card --data DIR --run RUN --model FILE --out MODEL_CARD.md
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from pathlib import Path

import numpy as np

_CARD = """# Model card: visemes from sound

`model/visemes.bin`, {size_kb} KB, SHA-256 `{sha256}`. Written by `training/lipsync_training/card.py`.

## What it is

A causal convolutional network that hears log-mel features of speech and tells, 100 times a second and {ahead_ms} ms
behind the sound, which of 15 visemes is said, how the mouth is shaped, how far the jaw is open and how round the lips
are. {parameters:,} weights in 8 bits, {blocks} residual blocks of {channels} channels and {hidden} hidden units, 50 steps a second. Visemes are those of the table in `packages/contract/src/visemes.ts`.

## What it is for

Moving a face to speech, live or from a file. It is no speech recognizer: it tells shapes of the mouth, not words. It
was trained on English; it hears other languages by their nearest English sounds.

## Data

All of it is synthetic: no recording of a person was used to train, save those that the synthesizers themselves
were made of. Licences are in `training/README.md`.

| synthesizer | speakers | minutes |
|---|---|---|
{data}

Each minute was heard in many ways: other pace, vocal tract, level, equaliser, room and bandwidth, with noise and music
under it, and some of it through Opus, MP3 and telephone codecs. Held out, whole speakers at a time:
{held_out}.

## Results

Share of frames of 10 ms that are right on the test split, without any smoothing (silence in both and /h/ left out),
closures that are found, and shown closures that are true, in percent:

| speaker or language | frames | p/b/m found | true | f/v found | true |
|---|---|---|---|---|---|
{speakers}

The network was trained without them, but some numbers of the run time were chosen by looking at the English ones: the
share of what is said in what is shown, the certainty that makes a contact, how much a closure is favoured, how far the
search looks ahead, and the weight of its steps. The last does equally well on them from 0.3 to 1; it was set with the
errors on recordings of people in view.

The phone times of Kokoro are themselves found by alignment, to about 20 ms, and bound its figures. Speech in other
languages has its phones mapped to the nearest English ones. Comparisons with others, on sentences of their own and on recordings of
people, are made by `npm run bench -- lipsync`; docs/lipsync.md has them.

## Limits

- Fast changes within 30 ms are lost; so are sounds that differ only inside the mouth (k and t, th and d) for voices
  unlike those it knows.
- Two people at once, singing and whispering were not trained for. Loud music with voices in it moves the mouth.
- Shapes are those of a typical speaker. It knows nothing of a person's own way to speak.

## Training

{minutes} minutes on two cores, {steps} steps of {batch} crops of 3 s{start}.
AdamW, cosine rate, weights averaged. The commands are in `training/README.md`.
"""


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    speakers: dict[str, set[str]] = {}
    frames: Counter[str] = Counter()
    held_out: set[str] = set()
    for path in sorted(options.data.glob("*.json")):
        facts = json.loads(path.read_text())
        for fact, length in zip(facts, np.load(path.with_suffix(".npz"))["lengths"]):
            name = fact["synthesizer"]
            if fact["split"] == "train":
                speakers.setdefault(name, set()).add(fact["speaker"])
                frames[name] += int(length)
            elif name != "noise" and not fact["language"]:
                held_out.add(f"{fact['speaker'].removeprefix('kokoro-')} ({name})")
    found = json.loads((options.run / "results.json").read_text())
    content = options.model.read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[4:8], "little")])
    shares = ("frames", "p/b/m found", "p/b/m true", "f/v found", "f/v true")
    options.out.write_text(
        _CARD.format(
            size_kb=round(len(content) / 1000),
            sha256=hashlib.sha256(content).hexdigest(),
            ahead_ms=round(1000 * (header["lookAheadFrames"] + header["framesPerStep"] - 1) * 0.01 + 12.5, 1),
            parameters=sum(int(np.prod(tensor["shape"])) for tensor in header["tensors"]),
            blocks=len(header["dilations"]),
            channels=header["channels"],
            hidden=header["hidden"],
            data="\n".join(
                _row(name, len(speakers[name]), round(count / 6000)) for name, count in frames.most_common()
            ),
            held_out=", ".join(sorted(held_out)),
            speakers="\n".join(
                _row(name, *(by[share] for share in shares))
                for name, by in found["speakers"].items()
                if not name.startswith("noise")
            ),
            minutes=round(found["minutes"]),
            steps=found["steps"],
            batch=found["batch"],
            start=f", after {found['start']}" if found["start"] else "",
        )
    )


if __name__ == "__main__":
    main()
