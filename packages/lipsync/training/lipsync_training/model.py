"""
The network: a causal stack of depthwise-separable convolutions (residual blocks in the manner of Conv-TasNet's
temporal convolutional network, Luo & Mesgarani 2019), 50 steps a second, two feature frames a step.

Everything is written as matrix products over (batch, steps, channels), which XLA runs well on a CPU; a GPU is used
when JAX finds one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from .features import MEL_BANDS

VISEME_COUNT = 15
#: Frames of 10 ms that the network hears ahead of the moment it speaks of.
LOOK_AHEAD_FRAMES = 6
FRAMES_PER_STEP = 2
#: Class logits, shape logits, jaw, rounding.
OUTPUTS_PER_FRAME = 2 * VISEME_COUNT + 2

Tree = Any


@dataclass(frozen=True)
class Size:
    """How large the network is. `dilations` has one entry for each block, in steps."""

    channels: int = 128
    hidden: int = 256
    kernel: int = 5
    dilations: tuple[int, ...] = field(default=(1, 2, 4, 8, 1, 2, 4))


def initial(size: Size, seed: int) -> tuple[Tree, Tree]:
    """Random weights, and the running statistics of the normalisations: (parameters, statistics)."""
    random = np.random.default_rng(seed)

    def dense(rows: int, columns: int, gain: float = 2.0) -> jnp.ndarray:
        return jnp.asarray(random.normal(0, np.sqrt(gain / columns), (rows, columns)), jnp.float32)

    def norm(gain: float) -> dict[str, jnp.ndarray]:
        return {"gain": jnp.full(size.channels, gain), "shift": jnp.zeros(size.channels)}

    def still() -> dict[str, jnp.ndarray]:
        return {"mean": jnp.zeros(size.channels), "variance": jnp.ones(size.channels)}

    blocks = [
        {
            "depthwise": jnp.asarray(random.normal(0, 0.4, (size.channels, size.kernel)), jnp.float32),
            "before": norm(1.0),
            "expand": dense(size.hidden, size.channels),
            "expand_bias": jnp.zeros(size.hidden),
            "project": dense(size.channels, size.hidden, 1.0),
            "after": norm(0.3),
        }
        for _ in size.dilations
    ]
    parameters = {
        "input": dense(size.channels, FRAMES_PER_STEP * MEL_BANDS),
        "input_bias": jnp.zeros(size.channels),
        "blocks": blocks,
        "output": dense(FRAMES_PER_STEP * OUTPUTS_PER_FRAME, size.channels, 0.5),
        "output_bias": jnp.zeros(FRAMES_PER_STEP * OUTPUTS_PER_FRAME),
    }
    statistics = [{"before": still(), "after": still()} for _ in size.dilations]
    return parameters, statistics


def widened(parameters: Tree, hidden: int, seed: int) -> Tree:
    """The same function with more hidden units: new ones listen at random and do not speak yet (Net2Net)."""
    random = np.random.default_rng(seed)
    blocks = []
    for block in parameters["blocks"]:
        before, channels = block["expand"].shape
        fresh = random.normal(0, np.sqrt(2.0 / channels), (hidden - before, channels))
        blocks.append(
            {
                **block,
                "expand": np.concatenate([block["expand"], fresh]).astype(np.float32),
                "expand_bias": np.concatenate([block["expand_bias"], np.zeros(hidden - before, np.float32)]),
                "project": np.concatenate(
                    [block["project"], np.zeros((channels, hidden - before), np.float32)], axis=1
                ),
            }
        )
    return {**parameters, "blocks": blocks}


def _depthwise(x: jnp.ndarray, weight: jnp.ndarray, dilation: int) -> jnp.ndarray:
    """Causal convolution of each channel for itself; the last tap is the present."""
    kernel = weight.shape[1]
    reach = (kernel - 1) * dilation
    padded = jnp.pad(x, ((0, 0), (reach, 0), (0, 0)))
    steps = x.shape[1]
    return sum(weight[:, tap] * padded[:, tap * dilation : tap * dilation + steps] for tap in range(kernel))


def _normalise(x: jnp.ndarray, norm: Tree, running: Tree, training: bool) -> tuple[jnp.ndarray, Tree]:
    if training:
        mean = x.mean((0, 1))
        variance = x.var((0, 1))
        running = {
            "mean": 0.98 * running["mean"] + 0.02 * mean,
            "variance": 0.98 * running["variance"] + 0.02 * variance,
        }
    else:
        mean, variance = running["mean"], running["variance"]
    return (x - mean) * (norm["gain"] / jnp.sqrt(variance + 1e-5)) + norm["shift"], running


def forward(
    parameters: Tree,
    statistics: Tree,
    features: jnp.ndarray,
    size: Size,
    training: bool = False,
    key: jax.Array | None = None,
    dropout: float = 0.0,
) -> tuple[jnp.ndarray, Tree]:
    """
    `features`: (batch, frames, MEL_BANDS), normalised, an even number of frames. Returns outputs
    (batch, frames, OUTPUTS_PER_FRAME) — row t speaks of frame t - LOOK_AHEAD_FRAMES — and the new statistics.
    """
    batch, frames, bands = features.shape
    x = features.reshape(batch, frames // FRAMES_PER_STEP, FRAMES_PER_STEP * bands)
    x = jax.nn.relu(x @ parameters["input"].T + parameters["input_bias"])
    seen = []
    for index, (block, running) in enumerate(zip(parameters["blocks"], statistics)):
        y = _depthwise(x, block["depthwise"], size.dilations[index])
        y, before = _normalise(y, block["before"], running["before"], training)
        hidden = jax.nn.relu(y @ block["expand"].T + block["expand_bias"])
        if training and dropout > 0 and key is not None:
            # One mask for all steps of a clip: the noise does not average out over time.
            kept = jax.random.bernoulli(jax.random.fold_in(key, index), 1 - dropout, (batch, 1, size.hidden))
            hidden = hidden * kept / (1 - dropout)
        y, after = _normalise(hidden @ block["project"].T, block["after"], running["after"], training)
        x = x + y
        seen.append({"before": before, "after": after})
    outputs = x @ parameters["output"].T + parameters["output_bias"]
    return outputs.reshape(batch, frames, OUTPUTS_PER_FRAME), seen


def folded(parameters: Tree, statistics: Tree) -> Tree:
    """The same network without normalisations: they become part of the products before them."""
    blocks = []
    for block, running in zip(parameters["blocks"], statistics):
        before = block["before"]["gain"] / jnp.sqrt(running["before"]["variance"] + 1e-5)
        after = block["after"]["gain"] / jnp.sqrt(running["after"]["variance"] + 1e-5)
        blocks.append(
            {
                "depthwise": block["depthwise"] * before[:, None],
                "depthwise_bias": block["before"]["shift"] - running["before"]["mean"] * before,
                "expand": block["expand"],
                "expand_bias": block["expand_bias"],
                "project": block["project"] * after[:, None],
                "project_bias": block["after"]["shift"] - running["after"]["mean"] * after,
            }
        )
    return {**{name: value for name, value in parameters.items() if name != "blocks"}, "blocks": blocks}
