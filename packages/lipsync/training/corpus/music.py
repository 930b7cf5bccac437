"""Small pieces of made-up music, for the noises a mouth must not follow.

Notes are random walks on a scale over chords; instruments are additive, plucked (Karplus and Strong 1983)
or filtered noise. No singing: a voice in music is speech.
"""

import numpy as np
from scipy import signal

RATE_HZ = 16000
SCALES = ([0, 2, 4, 5, 7, 9, 11], [0, 2, 3, 5, 7, 8, 10], [0, 2, 4, 7, 9], [0, 3, 5, 7, 10])


def hertz(note):
    return 440 * 2 ** ((note - 69) / 12)


def envelope(count, attack_s, decay_s, release_s=0.03):
    time = np.arange(count) / RATE_HZ
    fade = np.clip((count / RATE_HZ - time) / release_s, 0, 1)
    return np.minimum(1, time / max(attack_s, 1e-3)) * np.exp(-time / decay_s) * fade


def additive(rng, pitch_hz, count, timbre):
    """A tone of harmonics; timbre: (number, fall by harmonic, inharmonicity, vibrato depth)."""
    number, fall, stretch, vibrato = timbre
    time = np.arange(count) / RATE_HZ
    bend = vibrato * np.sin(2 * np.pi * 5.5 * time) / 5.5
    out = np.zeros(count)
    for n in range(1, number + 1):
        harmonic_hz = pitch_hz * n * (1 + stretch * n * n)
        if harmonic_hz > 7800:
            break
        out += n**-fall * np.sin(2 * np.pi * harmonic_hz * (time + bend) + rng.uniform(0, 6))
    return out


def plucked(rng, pitch_hz, count):
    period = max(2, int(RATE_HZ / pitch_hz))
    burst = np.zeros(count)
    burst[:period] = rng.uniform(-1, 1, min(period, count))[: len(burst[:period])]
    loss = rng.uniform(0.985, 0.999)
    feedback = np.zeros(period + 2)
    feedback[0], feedback[period], feedback[period + 1] = 1, -0.5 * loss, -0.5 * loss
    return signal.lfilter([1], feedback, burst)


def drum(rng, kind, count):
    time = np.arange(count) / RATE_HZ
    if kind == "kick":
        return np.sin(2 * np.pi * (50 * time + 6 * (1 - np.exp(-time * 30)))) * np.exp(-time * 12)
    noise = rng.standard_normal(count)
    if kind == "hat":
        return np.diff(noise, append=0) * np.exp(-time * 60) * 0.4
    return (noise + np.sin(2 * np.pi * 190 * time)) * np.exp(-time * 18) * 0.6


def player(rng, timbre):
    """A function (pitch_hz, count) -> sound with one instrument's character."""
    if timbre == "pluck":
        return lambda pitch_hz, count: plucked(rng, pitch_hz, count)
    number, fall = int(rng.integers(3, 20)), rng.uniform(0.7, 2)
    if timbre == "bell":
        return lambda pitch_hz, count: additive(rng, pitch_hz, count, (6, 0.6, 0.02, 0)) * envelope(count, 0.002, 0.5)
    if timbre == "piano":
        return lambda pitch_hz, count: additive(rng, pitch_hz, count, (number, fall + 0.3, 4e-4, 0)) * envelope(
            count, 0.004, 0.6
        )
    attack_s, vibrato = (0.3, 0.001) if timbre == "pad" else (0.05, rng.uniform(0, 0.006))
    return lambda pitch_hz, count: additive(rng, pitch_hz, count, (number, fall, 0, vibrato)) * envelope(
        count, attack_s, 5, 0.1
    )


def render(rng, count, notes):
    """Mixes (start in samples, sound, gain) and adds a short room."""
    out = np.zeros(count)
    for at, sound, gain in notes:
        end = min(count, at + len(sound))
        if end > at:
            out[at:end] += gain * sound[: end - at]
    if rng.random() < 0.5:
        room = rng.standard_normal(RATE_HZ // 3) * np.exp(-np.arange(RATE_HZ // 3) / RATE_HZ * rng.uniform(10, 40))
        room[0] = 12
        out = signal.fftconvolve(out, room)[:count]
    return out


def chords(rng, beats):
    """For each beat the notes of its chord, around middle C."""
    scale, root = SCALES[rng.integers(len(SCALES))], int(rng.integers(48, 60))
    hold = int(rng.choice([2, 4, 4, 8]))
    steps = [int(rng.integers(len(scale))) for _ in range(beats // hold + 1)]
    tone = lambda step: root + scale[step % len(scale)] + 12 * (step // len(scale))  # noqa: E731
    return [[tone(steps[beat // hold] + offset) for offset in (0, 2, 4)] for beat in range(beats)]


def melody(rng, count):
    """One instrument alone."""
    beat = int(RATE_HZ * 60 / rng.uniform(60, 180))
    play = player(rng, rng.choice(["pluck", "piano", "bell", "bowed"]))
    scale, root, step, at, notes = SCALES[rng.integers(4)], int(rng.integers(45, 76)), 0, 0, []
    while at < count:
        length = int(beat * rng.choice([0.5, 0.5, 1, 1, 2]))
        step = int(np.clip(step + rng.integers(-2, 3), -7, 9))
        note = root + scale[step % len(scale)] + 12 * (step // len(scale))
        if rng.random() > 0.12:
            notes.append((at, play(hertz(note), int(length * 1.2)), rng.uniform(0.6, 1)))
        at += length
    return render(rng, count, notes)


def harmony(rng, count):
    """Chords held or broken, as by a piano, strings or a guitar."""
    beat = int(RATE_HZ * 60 / rng.uniform(60, 150))
    timbre = rng.choice(["pad", "pad", "piano", "pluck", "bowed"])
    play, broken, notes = player(rng, timbre), rng.random() < 0.4, []
    for number, chord in enumerate(chords(rng, count // beat + 1)):
        if timbre == "pad" and number % 4:
            continue
        length = beat * (4 if timbre == "pad" else 1)
        for index, note in enumerate(chord):
            at = number * beat + (index * beat // 3 if broken else 0)
            notes.append((at, play(hertz(note), int(length * 1.1)), 0.5))
    return render(rng, count, notes)


def drums(rng, count):
    step = int(RATE_HZ * 15 / rng.uniform(70, 150))
    patterns = {kind: rng.random(16) < share for kind, share in (("kick", 0.3), ("snare", 0.2), ("hat", 0.6))}
    notes = []
    for number in range(count // step + 1):
        for kind, pattern in patterns.items():
            if pattern[number % 16]:
                notes.append((number * step, drum(rng, kind, RATE_HZ // 4), rng.uniform(0.6, 1)))
    return render(rng, count, notes or [(0, drum(rng, "kick", RATE_HZ // 4), 1)])


def band(rng, count):
    """Drums, bass, chords and a tune together."""
    level = lambda sound: sound / (np.std(sound) + 1e-9)  # noqa: E731
    beat = int(RATE_HZ * 60 / rng.uniform(80, 140))
    play = player(rng, "piano")
    bass = [(n * beat, play(hertz(chord[0] - 24), beat), 1) for n, chord in enumerate(chords(rng, count // beat + 1))]
    parts = [(drums(rng, count), 0.8), (render(rng, count, bass), 0.9), (harmony(rng, count), 0.6), (melody(rng, count), 0.8)]
    return sum(rng.uniform(0.4, 1) * gain * level(sound) for sound, gain in parts)


def whistle(rng, count):
    """Near-sine tunes that slide, as by whistling, a flute or a theremin."""
    time, step = np.arange(count) / RATE_HZ, rng.uniform(0.15, 0.5)
    notes = hertz(rng.integers(65, 95, int(count / RATE_HZ / step) + 3))
    pitch_hz = np.interp(time / step, np.arange(len(notes)) + np.where(np.arange(len(notes)) % 2, 0, 0.4), notes)
    pitch_hz *= 1 + 0.01 * np.sin(2 * np.pi * 5 * time)
    gain = np.clip(1.2 + np.sin(2 * np.pi * time / step / 4 + rng.uniform(0, 6)), 0, 1)
    phase = 2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ
    return gain * (np.sin(phase) + 0.15 * np.sin(2 * phase) + rng.uniform(0, 0.08) * rng.standard_normal(count))


MUSIC = {"melody": (melody, 1.6), "harmony": (harmony, 1.6), "drums": (drums, 1.0), "band": (band, 2.0), "whistle": (whistle, 0.8)}
