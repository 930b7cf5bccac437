"""Makes the whole corpus: runs every maker in order. Started again, it goes on where it ended.

    python -m corpus.all --out DIR [--share 1] [--kokoro MODEL VOICES]

--share makes all of it smaller, for a trial. The neural voices are left out unless
their files are given.
"""

import argparse
import pathlib
import subprocess
import sys


def steps(out, share, kokoro):
    """The makers with their arguments. share: of the usual minutes."""

    def minutes(count):
        return str(count * share)

    yield ["corpus.sentences", "--out", out] if not pathlib.Path(out, "sentences.txt").exists() else None
    yield ["corpus.flite", "--out", out, "--minutes", minutes(40), "--test-minutes", minutes(4)]
    yield ["corpus.festival", "--out", out, "--minutes", minutes(40), "--test-minutes", minutes(4)]
    yield ["corpus.noises", "--out", out, "--minutes", minutes(25)]
    yield ["corpus.espeak", "--out", out, "--minutes", minutes(15)]
    yield ["corpus.vary", "--out", out]
    yield ["corpus.languages", "--out", out]
    if kokoro:
        model, voices = kokoro
        yield ["corpus.kokoro", "--model", model, "--voices", voices, "--out", out, "--minutes", minutes(60)]
        yield ["corpus.align", "--corpus", out, "--maker", "kokoro"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--share", type=float, default=1)
    parser.add_argument("--kokoro", nargs=2, metavar=("MODEL", "VOICES"))
    args = parser.parse_args()
    out = str(pathlib.Path(args.out).resolve())
    for step in filter(None, steps(out, args.share, args.kokoro)):
        print("==", *step, flush=True)
        subprocess.run([sys.executable, "-m", *step], check=True, cwd=pathlib.Path(__file__).parent.parent)


if __name__ == "__main__":
    main()
