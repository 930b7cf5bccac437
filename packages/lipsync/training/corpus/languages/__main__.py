"""Runs the voices of all languages; see the package's description."""

import argparse
import pathlib

from corpus.festival import speak
from corpus.languages.phones import PHONES
from corpus.output import Corpus

VOICES = (  # language, speaker, voice, encoding of the text festival wants
    ("it", "lp", "lp_diphone", "latin-1"),
    ("it", "pc", "pc_diphone", "latin-1"),
    ("fi", "lj", "suo_fi_lj_diphone", "latin-1"),
    ("fi", "mv", "hy_fi_mv_diphone", "latin-1"),
    ("cs", "dita", "czech_dita", "iso-8859-2"),
    ("cs", "ph", "czech_ph", "iso-8859-2"),
    ("ru", "nsh", "msu_ru_nsh_clunits", "utf-8"),
    ("ca", "ona", "upc_ca_ona_hts", "latin-1"),
)


def translate(phones, table):
    """CMU (name, endS) pairs; a name of two phones is split in the middle, or first only if the next is the same."""
    pairs, start = [], 0.0
    for index, (name, end) in enumerate(phones):
        names = table[name].split()
        doubled = index + 1 < len(phones) and phones[index + 1][0] == name
        if len(names) == 2 and not doubled:
            pairs.append((names[0], (start + end) / 2))
        pairs.append((names[0] if doubled else names[-1], end))
        start = end
    return pairs


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, required=True)
    args = parser.parse_args()
    corpus = Corpus(args.out, "languages")
    for language, speaker, voice, encoding in VOICES:
        path = pathlib.Path(__file__).with_name(f"{language}.txt")
        texts, folder = path.read_text(encoding="utf-8").splitlines(), f"festival-{language}-{speaker}"
        missing = [(n, text, 1, None) for n, text in enumerate(texts) if not corpus.has(folder, f"{n:06d}")]
        for number, samples, rate_hz, phones in speak(voice, missing, encoding) if missing else ():
            fields = {"speaker": f"{language}-{speaker}", "synthesizer": "festival", "split": "test"}
            phones = translate(phones, PHONES[language])
            fields |= {"language": language, "text": texts[number]}
            corpus.add(folder, f"{number:06d}", samples, rate_hz, phones, **fields)
        print(f"{folder}: {corpus.seconds.get(folder, 0) / 60:.1f} min", flush=True)


if __name__ == "__main__":
    main()
