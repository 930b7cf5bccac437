"""
What happens to a crop before the network hears it: pace, smoothness, vocal-tract length, level, equaliser, room,
bandwidth and background. All of it works on band energies, so that it costs next to nothing.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from .data import CROP_FRAMES
from .features import ENERGY_FLOOR, MEL_BANDS
from .phones import ASPIRATE_MARK

_ECHO_FRAMES = 24


def _uniform(key: jax.Array, size: int, low: float, high: float) -> jnp.ndarray:
    return jax.random.uniform(key, (size,), minval=low, maxval=high)


def _at_pace(rows: jnp.ndarray, positions: jnp.ndarray) -> jnp.ndarray:
    """Rows of (batch, frames, …) at fractional positions (batch, CROP_FRAMES)."""
    before = jnp.floor(positions).astype(jnp.int32)
    share = (positions - before)[..., None]
    pick = jax.vmap(lambda row, at: row[at])
    return pick(rows, before) * (1 - share) + pick(rows, before + 1) * share


def _warp_bands(log_mel: jnp.ndarray, factors: jnp.ndarray) -> jnp.ndarray:
    """Stretches the band axis: a longer or shorter vocal tract (VTLP, Jaitly & Hinton 2013)."""
    positions = jnp.clip(jnp.arange(MEL_BANDS)[None, :] * factors[:, None], 0, MEL_BANDS - 1.001)
    before = jnp.floor(positions).astype(jnp.int32)
    share = (positions - before)[:, None, :]
    pick = jax.vmap(lambda rows, at: rows[:, at])
    return pick(log_mel, before) * (1 - share) + pick(log_mel, before + 1) * share


def _smoothed(log_mel: jnp.ndarray) -> jnp.ndarray:
    """Each frame half itself, a quarter each neighbour."""
    padded = jnp.pad(log_mel, ((0, 0), (1, 1), (0, 0)), mode="edge")
    return 0.25 * padded[:, :-2] + 0.5 * log_mel + 0.25 * padded[:, 2:]


def _as_from_models(key: jax.Array, log_mel: jnp.ndarray, strength: float) -> jnp.ndarray:
    """
    A share of the crops as statistical voices have them: trajectories smoothed over time, and a variance other than a
    person's (Toda and Tokuda 2007 describe both).
    """
    size = log_mel.shape[0]
    keys = jax.random.split(key, 3)
    once = _smoothed(log_mel)
    twice = _smoothed(once)
    more = _smoothed(_smoothed(twice))
    kind = (_uniform(keys[0], size, 0, 1) / strength)[:, None, None]
    smooth = jnp.where(kind < 0.12, more, jnp.where(kind < 0.24, twice, jnp.where(kind < 0.36, once, log_mel)))
    mean = smooth.mean(1, keepdims=True)
    varied = _uniform(keys[1], size, 0, 1) < 0.4 * strength
    factor = jnp.where(varied, _uniform(keys[2], size, 0.75, 1.15), 1.0)
    return mean + factor[:, None, None] * (smooth - mean)


def augment(
    key: jax.Array, batch: dict[str, jnp.ndarray], strength: float
) -> tuple[jnp.ndarray, dict[str, jnp.ndarray]]:
    """
    `strength` scales all that is done to speech, 1 being the most; the end of a training profits from less.

    Returns log-mel (batch, CROP_FRAMES, MEL_BANDS) and what is asked of the network there: `visemes` int, `scored`
    0–1 (aspirates little), `shapes` (…, 15) summing to 1, `curves` (…, 2).
    """
    size = batch["log_mel"].shape[0]
    keys = iter(jax.random.split(key, 25))

    pace = jnp.exp(_uniform(next(keys), size, -0.22, 0.28))
    positions = jnp.arange(CROP_FRAMES)[None, :] * pace[:, None]
    log_mel = _at_pace(batch["log_mel"].astype(jnp.float32), positions)
    targets = _at_pace(batch["targets"].astype(jnp.float32) / 255, positions)
    nearest = jnp.round(positions).astype(jnp.int32)
    marked = jax.vmap(lambda row, at: row[at])(batch["visemes"].astype(jnp.int32), nearest)

    log_mel = _as_from_models(next(keys), log_mel, strength)
    log_mel = _warp_bands(log_mel, jnp.exp(strength * _uniform(next(keys), size, -0.16, 0.16)))
    energies = jnp.exp(log_mel)

    # A room: every band rings on for a while.
    ring = jnp.exp(-jnp.arange(1, _ECHO_FRAMES + 1)[None, :] / _uniform(next(keys), size, 2.0, 8.0)[:, None])
    wet = _uniform(next(keys), size, 0.0, 0.12) * (_uniform(next(keys), size, 0, 1) < 0.3 * strength)
    padded = jnp.pad(energies, ((0, 0), (_ECHO_FRAMES, 0), (0, 0)))
    echo = sum(
        ring[:, None, at - 1, None] * padded[:, _ECHO_FRAMES - at : _ECHO_FRAMES - at + CROP_FRAMES]
        for at in range(1, _ECHO_FRAMES + 1, 2)
    )
    energies = energies + wet[:, None, None] * echo

    # The background, at a level below the speech's own.
    background = jnp.exp(_at_pace(batch["background"].astype(jnp.float32), positions))
    speech_level = jnp.log(energies.mean((1, 2)) + 1e-6)
    ratio = _uniform(next(keys), size, 1.0, 9.0)
    level = speech_level - ratio - jnp.log(background.mean((1, 2)) + 1e-6)
    audible = _uniform(next(keys), size, 0, 1) < 0.45 * strength
    energies = energies + (audible * jnp.exp(jnp.clip(level, -20, 8)))[:, None, None] * background

    # Some crops are background alone, or nothing at all: the mouth rests.
    kind = _uniform(next(keys), size, 0, 1)
    alone, nothing = kind < 0.09, (kind >= 0.09) & (kind < 0.10)
    rest = alone | nothing
    energies = jnp.where(alone[:, None, None], background, energies)
    energies = jnp.where(nothing[:, None, None], 0.0, energies)

    # Equaliser: a few slow waves over the bands, up to about ±8 dB each; now and then a telephone.
    bands = jnp.arange(MEL_BANDS) / MEL_BANDS
    waves = jnp.stack([jnp.cos(jnp.pi * order * bands) for order in range(1, 4)])
    tilt = strength * jax.random.normal(next(keys), (size, 3)) * jnp.array([0.9, 0.6, 0.4])
    shape = tilt @ waves
    top = jnp.where(_uniform(next(keys), size, 0, 1) < 0.12 * strength, _uniform(next(keys), size, 25, 36), MEL_BANDS)
    bottom = jnp.where(_uniform(next(keys), size, 0, 1) < 0.12 * strength, _uniform(next(keys), size, 2, 6), 0)
    order = jnp.arange(MEL_BANDS)[None, :]
    outside = (order > top[:, None]) | (order < bottom[:, None])
    gain = _uniform(next(keys), size, -6.5, 2.5)
    energies = energies * jnp.exp(shape - 9.0 * outside + gain[:, None])[:, None, :]

    resting = rest[:, None]
    visemes = jnp.where(resting, 0, marked % ASPIRATE_MARK)
    still = jnp.zeros(17).at[0].set(1.0)
    targets = jnp.where(resting[..., None], still, targets)
    shapes = targets[..., :15]
    return jnp.log(energies + ENERGY_FLOOR), {
        "visemes": visemes,
        "scored": jnp.where((marked >= ASPIRATE_MARK) & ~resting, 0.2, 1.0),
        "shapes": shapes / shapes.sum(-1, keepdims=True).clip(1e-3),
        "curves": targets[..., 15:],
    }
