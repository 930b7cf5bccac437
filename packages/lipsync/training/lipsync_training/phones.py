"""CMU/radio phones to visemes: the table of the contract, as indexes into VISEMES."""

from __future__ import annotations

import numpy as np

from .model_file import VISEMES

_TABLE = {
    "sil": "pau h# sil silence",
    "PP": "p b m em",
    "FF": "f v",
    "TH": "th dh",
    "DD": "t d dx",
    "kk": "k g ng",
    "CH": "ch jh sh zh",
    "SS": "s z",
    "nn": "n l el en nx",
    "RR": "r er axr",
    "aa": "aa ah ax ay aw ae",
    "E": "eh ey",
    "ih": "ih ix iy y",
    "oh": "ao ow oy",
    "ou": "uw uh ux w",
}
VISEME_OF_PHONE = {phone: VISEMES.index(viseme) for viseme, phones in _TABLE.items() for phone in phones.split()}
ASPIRATES = ("hh", "hv")
#: Added to the viseme of a frame that is spoken by an aspirate: shaped by what follows, and not scored.
ASPIRATE_MARK = 32


def frame_visemes(phones: list[tuple[str, float, float]], frames: int) -> np.ndarray:
    """The viseme said at each k · 10 ms, int8 (frames,); aspirates have the next one's plus ASPIRATE_MARK."""
    labels = np.zeros(frames, np.int8)
    following = 0
    for phone, start_s, end_s in reversed(phones):
        if phone in ASPIRATES:
            viseme = following + ASPIRATE_MARK
        else:
            viseme = following = VISEME_OF_PHONE[phone]
        first, last = int(np.ceil(start_s * 100 - 1e-6)), int(np.ceil(end_s * 100 - 1e-6))
        labels[max(0, first) : max(0, last)] = viseme
    return labels
