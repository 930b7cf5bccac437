"""
Turns corpus folders into arrays to train on.

    python -m lipsync_training.prepare --corpus DIR --out DIR [--codecs SHARE]

For each manifest-NAME.jsonl of the corpus, OUT gets NAME.npz (log-mel float16, viseme of each frame, target tracks,
lengths) and NAME.json (speaker, split and language of each utterance). A share of the training speech is stored a
second time as it sounds after a codec.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import soundfile
import soxr

from . import features
from .phones import ASPIRATES, VISEME_OF_PHONE, frame_visemes

TARGETS_SCRIPT = Path(__file__).parent.parent / "targets.mjs"
TARGET_VALUES = 17
#: Encoder arguments and container of what speech meets on its way; telephone, calls, downloads.
CODECS = (
    (["-c:a", "libopus", "-b:a", "16k"], "ogg"),
    (["-c:a", "libopus", "-b:a", "24k"], "ogg"),
    (["-c:a", "libmp3lame", "-b:a", "32k"], "mp3"),
    (["-c:a", "pcm_mulaw", "-ar", "8000"], "wav"),
)


def read_sound(path: Path) -> np.ndarray:
    """Mono float32 at 16 kHz."""
    pcm, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    mono = pcm.mean(axis=1)
    return mono if rate_hz == features.SAMPLE_RATE_HZ else soxr.resample(mono, rate_hz, features.SAMPLE_RATE_HZ)


def through_codec(path: Path, choice: int) -> np.ndarray:
    """The sound of a file after encoding and decoding, cut or padded to its length."""
    arguments, container = CODECS[choice]
    length = soundfile.info(path).frames
    with tempfile.TemporaryDirectory() as folder:
        coded = Path(folder) / f"coded.{container}"
        quiet = ["ffmpeg", "-v", "error", "-y", "-threads", "1"]
        subprocess.run([*quiet, "-i", str(path), *arguments, str(coded)], check=True)
        plain = [*quiet, "-i", str(coded), "-ac", "1", "-ar", str(features.SAMPLE_RATE_HZ), "-f", "s16le", "-"]
        raw = subprocess.run(plain, check=True, capture_output=True).stdout
    pcm = np.frombuffer(raw, np.int16).astype(np.float32) / 32768
    return np.pad(pcm[:length], (0, max(0, length - len(pcm))))


def usable(line: str, corpus: Path) -> dict | None:
    """A manifest line, if its sound is there and all its phones are known."""
    try:
        entry = json.loads(line)
    except json.JSONDecodeError:
        return None  # the last line of a file that is being written
    known = all(phone in VISEME_OF_PHONE or phone in ASPIRATES for phone, _, _ in entry["phones"])
    if not known:
        print("unknown phones in", entry["file"], sorted({p for p, _, _ in entry["phones"]} - set(VISEME_OF_PHONE)))
        return None
    return entry if (corpus / entry["file"]).exists() else None


def target_tracks(entries: list[dict]) -> np.ndarray:
    """Weights, jaw and rounding of all frames: uint8 (frames, TARGET_VALUES)."""
    with tempfile.TemporaryDirectory() as folder:
        listing, out = Path(folder) / "listing.jsonl", Path(folder) / "targets.bin"
        with listing.open("w") as file:
            for entry in entries:
                file.write(json.dumps({"phones": entry["phones"], "samples": entry["samples"]}) + "\n")
        subprocess.run(["node", str(TARGETS_SCRIPT), str(listing), str(out)], check=True)
        return np.fromfile(out, np.uint8).reshape(-1, TARGET_VALUES)


def prepare(manifest: Path, out: Path, codec_share: float, seed: int) -> None:
    corpus = manifest.parent
    entries = [entry for line in manifest.open() if (entry := usable(line, corpus))]
    random = np.random.default_rng(seed)
    spoken = [entry for entry in entries if entry["split"] == "train" and entry["synthesizer"] != "noise"]
    coded = [entry for entry in spoken if random.random() < codec_share]
    jobs = [(entry, None) for entry in entries] + [(entry, int(random.integers(len(CODECS)))) for entry in coded]

    def log_mel(job: tuple[dict, int | None]) -> np.ndarray:
        entry, codec = job
        path = corpus / entry["file"]
        pcm = read_sound(path) if codec is None else through_codec(path, codec)
        entry["samples"] = len(pcm)
        return features.log_mel(features.mel_energies(pcm)).astype(np.float16)

    with ThreadPoolExecutor(2) as pool:
        rows = list(pool.map(log_mel, jobs))
    if not rows:
        return
    listed = [entry for entry, _ in jobs]
    name = manifest.stem.removeprefix("manifest-")
    np.savez(
        out / f"{name}.npz",
        log_mel=np.concatenate(rows),
        visemes=np.concatenate([frame_visemes(entry["phones"], len(row)) for entry, row in zip(listed, rows)]),
        targets=target_tracks(listed),
        lengths=np.array([len(row) for row in rows], np.int32),
    )
    facts = [{key: entry.get(key) for key in ("file", "speaker", "synthesizer", "split", "language")} for entry in listed]
    (out / f"{name}.json").write_text(json.dumps(facts))
    print(f"{name}: {len(rows)} utterances, {sum(map(len, rows)) / 6000:.1f} minutes, {len(coded)} through codecs")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--codecs", type=float, default=0.15, metavar="SHARE")
    parser.add_argument("--only", nargs="*", help="names of manifests; all unless told")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for seed, manifest in enumerate(sorted(options.corpus.glob("manifest-*.jsonl"))):
        name = manifest.stem.removeprefix("manifest-")
        if options.only is None or name in options.only:
            prepare(manifest, options.out, options.codecs, seed)


if __name__ == "__main__":
    main()
