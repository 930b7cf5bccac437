"""
Trains the network and writes the model file.

    python -m lipsync_training.train --data DIR --run DIR --minutes N [--from RUN] [--model FILE]

RUN gets a checkpoint (checkpoint.pkl) each time the network is tried on the test split, so that training can be
stopped at any time and gone on with. Two cores are enough; JAX uses a GPU when its plugin is installed.
"""

from __future__ import annotations

import argparse
import json
import pickle
import queue
import threading
import time
from functools import partial
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import optax

from . import decode, model
from .augment import augment
from .data import Crops, Source, Utterance, load, normalisation
from .model_file import VISEMES, write_model_file
from .prepare import read_sound
from .features import MEL_BANDS, log_mel, mel_energies
from .scoring import Score, edit_distance

#: Contacts are short and few, and what viewers notice first: PP and FF weigh a little more, silence less.
_CLASS_WEIGHTS = jnp.ones(15).at[0].set(0.8).at[1].set(1.1).at[2].set(1.2)
_LABEL_SMOOTHING = 0.03


def loss(parameters, statistics, key, batch, mean, scale, size, dropout, strength):
    keys = jax.random.split(key)
    features, asked = augment(keys[0], batch, strength)
    outputs, statistics = model.forward(
        parameters, statistics, (features - mean) * scale, size, True, keys[1], dropout
    )
    # Row t of the outputs speaks of frame t - LOOK_AHEAD_FRAMES.
    ahead = model.LOOK_AHEAD_FRAMES
    outputs = outputs[:, ahead:]
    asked = {name: value[:, : outputs.shape[1]] for name, value in asked.items()}
    goals = jax.nn.one_hot(asked["visemes"], 15) * (1 - _LABEL_SMOOTHING) + _LABEL_SMOOTHING / 15
    weights = asked["scored"] * _CLASS_WEIGHTS[asked["visemes"]]
    said = -(goals * jax.nn.log_softmax(outputs[..., :15])).sum(-1)
    shown = -(asked["shapes"] * jax.nn.log_softmax(outputs[..., 15:30])).sum(-1)
    curves = ((jax.nn.sigmoid(outputs[..., 30:]) - asked["curves"]) ** 2).sum(-1)
    total = (weights * said).sum() / weights.sum() + 0.4 * shown.mean() + 3.0 * curves.mean()
    right = (outputs[..., :15].argmax(-1) == asked["visemes"]) & (asked["visemes"] != 0)
    accuracy = right.sum() / jnp.maximum(1, (asked["visemes"] != 0).sum())
    return total, (statistics, accuracy)


def tried(parameters, statistics, run, sounds: list[np.ndarray]) -> list[np.ndarray]:
    """Log posteriors (frames, 15) of log-mel sounds, padded to a few lengths so that little is compiled."""
    ahead = model.LOOK_AHEAD_FRAMES
    out = []
    for sound in sounds:
        frames = len(sound)
        padded = -(-(frames + ahead + 1) // 200) * 200
        silence = np.log(1e-7)
        rows = np.full((1, padded, MEL_BANDS), silence, np.float32)
        rows[0, :frames] = sound
        outputs = run(parameters, statistics, rows)
        out.append(np.asarray(jax.nn.log_softmax(outputs[0, ahead : ahead + frames, :15])))
    return out


#: Weights of prior and transitions that the search over human recordings is tried with.
_SEARCHES = ((0.0, decode.TRANSITION_WEIGHT), (0.0, 0.5), (0.0, 1.0), (0.3, 1.0))


def results(run_rows, tests: list[Utterance], human, transition, prior) -> dict[str, object]:
    """Scores by speaker (by language, where it is not English) and viseme errors on human recordings, in percent."""
    by_speaker: dict[str, Score] = {}
    outputs = run_rows([np.asarray(test.log_mel, np.float32) for test in tests])
    for test, rows in zip(tests, outputs):
        name = test.language if test.language != "en" else f"{test.synthesizer}/{test.speaker}"
        by_speaker.setdefault(name, Score()).add(rows.argmax(1), test.visemes)
    errors = {}
    heard = run_rows([sound for sound, _ in human])
    for search in _SEARCHES if human else ():
        pairs = [
            edit_distance(decode.sequence(decode.viterbi(rows, transition, prior, *search)), said)
            for rows, (_, said) in zip(heard, human)
        ]
        errors[str(search)] = round(100 * sum(wrong for wrong, _ in pairs) / sum(length for _, length in pairs), 1)
    return {"speakers": {name: score.shares() for name, score in sorted(by_speaker.items())}, "human": errors}


def read_human(listing: Path | None):
    if listing is None or not listing.exists():
        return []
    sounds = []
    for entry in json.loads(listing.read_text()):
        sound = log_mel(mel_energies(read_sound(Path(entry["file"]))))
        words = [[[VISEMES.index(viseme) for viseme in way] for way in ways] for ways in entry["words"]]
        sounds.append((sound, words))
    return sounds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--from", dest="start", type=Path, help="run to go on from; it may have fewer hidden units")
    parser.add_argument("--model", type=Path, help="model file to write")
    parser.add_argument("--human", type=Path, help="JSON of human recordings: [{file, words}], a list of ways to say each word")
    parser.add_argument("--minutes", type=float, default=45)
    parser.add_argument("--steps-per-minute", type=float, help="measured when not told; sets the learning rate's curve")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--strength", type=float, default=1.0, help="of what is done to the speech, 0 to 1")
    parser.add_argument("--balance", type=float, default=0.6)
    parser.add_argument("--channels", type=int, default=128)
    parser.add_argument("--hidden", type=int, default=256)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.run.mkdir(parents=True, exist_ok=True)

    speech, noises, tests = load(options.data)
    for source in [*speech, *noises]:
        print(f"  {source.name:36} {len(source.log_mel) / 6000:6.1f} minutes")
    print(f"{jax.devices()[0].platform}; {sum(len(s.log_mel) for s in speech) / 6000:.0f} minutes of speech, {len(tests)} tests", flush=True)
    size = model.Size(options.channels, options.hidden)
    parameters, statistics = model.initial(size, options.seed)
    mean, scale = normalisation(speech)
    if options.start:
        saved = pickle.loads((options.start / "checkpoint.pkl").read_bytes())
        parameters, statistics, mean, scale = (saved[key] for key in ("parameters", "statistics", "mean", "scale"))
        parameters = model.widened(parameters, options.hidden, options.seed)
    averaged = parameters
    transition, prior = decode.statistics(speech)
    human = read_human(options.human)

    # The rate follows the clock, so that a run of N minutes anneals within them on any machine.
    optimiser = optax.chain(
        optax.clip_by_global_norm(1.0),
        optax.inject_hyperparams(optax.adamw)(learning_rate=options.rate, weight_decay=1e-2),
    )
    state = optimiser.init(parameters)
    grad = jax.value_and_grad(partial(loss, size=size, dropout=options.dropout, strength=options.strength), has_aux=True)

    @jax.jit
    def step(parameters, averaged, statistics, state, key, batch, share):
        (value, (statistics, accuracy)), gradient = grad(parameters, statistics, key, batch, mean, scale)
        updates, state = optimiser.update(gradient, state, parameters)
        parameters = optax.apply_updates(parameters, updates)
        averaged = jax.tree.map(lambda mean_, now: share * mean_ + (1 - share) * now, averaged, parameters)
        return parameters, averaged, statistics, state, value, accuracy

    @jax.jit
    def run(parameters, statistics, rows):
        return model.forward(parameters, statistics, (rows - mean) * scale, size)[0]

    crops = Crops(speech, noises, options.balance, options.seed)
    ready: queue.Queue = queue.Queue(4)

    def feed() -> None:
        while True:
            ready.put(crops.batch(options.batch))

    threading.Thread(target=feed, daemon=True).start()

    key = jax.random.key(options.seed)
    started = tried_at = time.monotonic()
    losses, accuracies, count = [], [], 0
    while True:
        spent = (time.monotonic() - started) / (60 * options.minutes)
        rising = min(1.0, (count + 1) / 150)
        rate = options.rate * rising * (0.5 + 0.5 * np.cos(np.pi * min(1.0, spent)))
        state[1].hyperparams["learning_rate"] = jnp.asarray(rate)
        key, own = jax.random.split(key)
        share = min(0.998, (1 + count) / (10 + count))
        parameters, averaged, statistics, state, value, accuracy = step(
            parameters, averaged, statistics, state, own, ready.get(), share
        )
        losses.append(value)
        accuracies.append(accuracy)
        count += 1
        done = spent >= 1
        if done or time.monotonic() - tried_at > 240:
            tried_at = time.monotonic()
            print(
                f"step {count}, {spent * options.minutes:.1f} min, loss {np.mean(losses):.3f}, frames {100 * np.mean(accuracies):.1f} %"
            )
            losses, accuracies = [], []
            found = results(partial(tried, averaged, statistics, run), tests, human, transition, prior)
            for name, shares in found["speakers"].items():
                print(f"  {name:28}", *(f"{what} {share:5.1f}" for what, share in shares.items()))
            print("  viseme error on human recordings", found["human"], flush=True)
            facts = {"steps": count, "batch": options.batch, "minutes": round(spent * options.minutes, 1), "start": str(options.start or ""), **found}
            (options.run / "results.json").write_text(json.dumps(facts, indent=1))
            kept = {"parameters": averaged, "statistics": statistics, "mean": mean, "scale": scale}
            (options.run / "checkpoint.pkl").write_bytes(pickle.dumps(jax.tree.map(np.asarray, kept)))
            if options.model:
                network = model.folded(averaged, statistics)
                steps = decode.TRANSITION_WEIGHT * transition
                write_model_file(options.model, network, size, mean, scale, steps, prior)
        if done:
            break


if __name__ == "__main__":
    main()
