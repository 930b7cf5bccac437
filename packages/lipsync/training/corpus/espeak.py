"""Speech by eSpeak NG's library, which reports each phoneme's first sample as an event.

    python -m corpus.espeak --out DIR [--minutes 15]

A formant synthesizer: a small part of the corpus, for robustness. eSpeak NG is a GPL program run here as it
is; the sound it makes is not covered by its licence.
"""

import argparse
import ctypes
import pathlib
import random

import numpy as np

from corpus.output import Corpus, read_sentences

VARIANTS = ("", "+m1", "+m2", "+m3", "+m4", "+m5", "+m6", "+m7", "+f1", "+f2", "+f3", "+f4", "+f5", "+klatt", "+klatt2")
STOPS = frozenset("p b t d k g ch jh".split())
VOWELS = frozenset("aa ae ah ao aw ax ay eh er ey ih iy ow oy uh uw".split())
LEAD_S = 0.2  # silence put before the first sound, which the library begins with at once
CLOSURE_S = 0.06  # a stop's closure after a pause, which is silent as the pause is
# The library's phoneme names; a diphthong that ends in r is split, with the part of the first.
NAMES = dict(
    pair.split("=")
    for pair in """
    @=ax @-=ax @2=ax a#=ax 3=er 3:=er I=ih I2=ih I#=ih i=iy i:=iy E=eh E2=eh e=eh V=ah U=uh u:=uw u=uw eI=ey aI=ay
    aU=aw OI=oy oU=ow @U=ow a=ae aa=ae A:=aa A=aa O:=ao O=ao O2=ao
    p=p b=b t=t t2=t d=d k=k g=g f=f v=v T=th D=dh s=s z=z S=sh Z=zh h=hh m=m n=n n-=n N=ng l=l ;=y r=r r/=r r-=r w=w j=y
    tS=ch dZ=jh t#=d ?=t x=k
    """.split()
)
AMERICAN = {"0": "aa", "e@": "eh r", "i@": "ih r", "i@3": "ih r", "A@": "aa r", "O@": "ao r", "o@": "ao r", "U@": "uh r", "aI@": "ay er", "aI3": "ay er", "aU@": "aw er", "IR": "ih r", "VR": "er", "@L": "ax l", "i@2": "iy ax"}  # fmt: skip
BRITISH = {"0": "ao", "e@": "eh", "i@": "ih ax", "i@3": "ih ax", "A@": "aa", "O@": "ao", "o@": "ao", "U@": "uh ax", "aI@": "ay ax", "aI3": "ay ax", "aU@": "aw ax", "@L": "ax l", "i@2": "iy ax"}  # fmt: skip


class Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("name", ctypes.c_char * 8),
    ]


class Espeak:
    SYNCHRONOUS, PHONEME_EVENTS, UTF8, PHONEME = 2, 1, 1, 7
    RATE, PITCH, RANGE = 1, 3, 4

    def __init__(self):
        self.library = ctypes.CDLL("libespeak-ng.so.1")
        self.rate_hz = self.library.espeak_Initialize(self.SYNCHRONOUS, 0, None, self.PHONEME_EVENTS)
        if self.rate_hz <= 0:
            raise RuntimeError("libespeak-ng did not start")
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event))
        self.callback = kind(self._receive)  # kept: the library holds only its address
        self.library.espeak_SetSynthCallback(self.callback)

    def _receive(self, samples, count, events):
        if samples and count > 0:
            self.chunks.append(np.ctypeslib.as_array(samples, (count,)).copy())
        index = 0
        while events[index].type:
            if events[index].type == self.PHONEME:
                self.events.append((events[index].name.decode("utf-8", "replace"), events[index].sample))
            index += 1
        return 0

    def speak(self, voice, text, words_per_minute=175, pitch=50, pitch_range=50):
        """Returns (samples, [(the library's phoneme name, first sample)])."""
        self.chunks, self.events = [], []
        if self.library.espeak_SetVoiceByName(voice.encode()):
            raise ValueError(f"no eSpeak voice {voice}")
        for parameter, value in ((self.RATE, words_per_minute), (self.PITCH, pitch), (self.RANGE, pitch_range)):
            self.library.espeak_SetParameter(parameter, value, 0)
        lead = int(LEAD_S * self.rate_hz)
        self.chunks.append(np.zeros(lead, np.int16))
        data = text.encode()
        self.library.espeak_Synth(data, len(data) + 1, 0, 1, 0, self.UTF8, None, None)
        samples = np.concatenate(self.chunks).astype(np.float32) / 32768
        return samples, [(name, at + lead) for name, at in self.events]


def phone_ends(samples, rate_hz, events, names):
    """(phone, endS) pairs of one utterance.

    The library counts the silent closure of a voiceless stop to the phone before; here it is given to the
    stop: an event with silence right before it is moved to where the silence begins. The event of an l
    after a vowel comes when the tongue has arrived; it is moved to where it sets out.
    """
    silent = np.abs(samples) < 4e-4
    segments = [(["pau"], 0)]
    for name, at in events:
        phones = ["pau"] if name.startswith("_") else names[name].split()
        (*_, before), earliest = segments[-1][0], segments[-1][1] + rate_hz // 50
        if before != "pau" and phones[0] != "pau":
            quiet = at
            while quiet > earliest and silent[quiet - 1]:
                quiet -= 1
            at = quiet if at - quiet > rate_hz // 250 else at
        elif phones[0] in STOPS:
            at = max(at - int(CLOSURE_S * rate_hz), min(at, earliest))
        segments.append((phones, at))
    for index in range(2, len(segments) - 1):  # an l after a vowel is said in the vowel's last part
        (_, start), (phones, at), (_, end) = segments[index - 1 : index + 2]
        if phones[0] in "lr" and end - at < 0.05 * rate_hz and segments[index - 1][0][-1] in VOWELS:
            segments[index] = (phones, min(at, int(start + 0.6 * (end - start))))
    pairs, ends = [], [at for _, at in segments[1:]] + [len(samples)]
    for (phones, start), end in zip(segments, ends):
        if len(phones) == 2:
            pairs.append((phones[0], (start + 0.55 * (end - start)) / rate_hz))
        pairs.append((phones[-1], end / rate_hz))
    return pairs


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--minutes", type=float, default=15)
    args = parser.parse_args()
    corpus, espeak, rng = Corpus(args.out, "espeak"), Espeak(), random.Random(11)
    texts, skipped = list(enumerate(read_sentences(args.out, "train"))), 0
    rng.shuffle(texts)
    for number, text in texts:
        if sum(corpus.seconds.values()) >= 60 * args.minutes:
            break
        accent, variant = rng.choice((("gmw/en-US", AMERICAN), ("gmw/en-US", AMERICAN), ("gmw/en", BRITISH))), rng.choice(VARIANTS)
        manner = (rng.randint(120, 240), rng.randint(30, 75), rng.randint(20, 90))
        speaker = "espeak-" + (variant[1:] or "plain")
        if corpus.has(speaker, f"{number:06d}"):
            continue
        samples, events = espeak.speak(accent[0] + variant, text, *manner)
        try:
            phones = phone_ends(samples, espeak.rate_hz, events, {**NAMES, **accent[1]})
        except KeyError as unknown:
            skipped += 1
            print(f"left out: phoneme {unknown} in {text}")
            continue
        fields = {"speaker": speaker, "synthesizer": "espeak", "split": "train", "text": text}
        corpus.add(speaker, f"{number:06d}", samples, espeak.rate_hz, phones, **fields)
    print(f"{sum(corpus.seconds.values()) / 60:.1f} min, {skipped} sentences left out")


if __name__ == "__main__":
    main()
