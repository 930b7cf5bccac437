"""Speech in other languages by festival's voices, for evaluation only.

    python -m corpus.languages --out DIR

Each voice reads the twenty sentences of its language. Its phones are named by the CMU phone of the nearest
mouth: a velar fricative is `k`, a front rounded vowel `uw` or `ow`, a nasal at the lip and teeth `v`.
Affricates that English lacks are a stop and a fricative, half each.
"""
