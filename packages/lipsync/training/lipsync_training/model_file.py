"""The model file that the product reads: int8 matrices with a scale for each row, float32 for the rest."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from . import features
from .model import FRAMES_PER_STEP, LOOK_AHEAD_FRAMES, Size, Tree

VISEMES = ["sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou"]
_ALIGNMENT = 16


class _Payload:
    def __init__(self) -> None:
        self.bytes = bytearray()
        self.tensors: list[dict[str, object]] = []

    def add(self, name: str, values: np.ndarray) -> None:
        self.bytes.extend(b"\0" * (-len(self.bytes) % _ALIGNMENT))
        kind = "int8" if values.dtype == np.int8 else "float32"
        data = values if kind == "int8" else values.astype("<f4")
        self.tensors.append(
            {"name": name, "type": kind, "shape": list(values.shape), "offset": len(self.bytes)}
        )
        self.bytes.extend(np.ascontiguousarray(data).tobytes())

    def add_matrix(self, name: str, weight: np.ndarray) -> None:
        quantised, scale = quantise(weight)
        self.add(f"{name}.weight", quantised)
        self.add(f"{name}.weight.scale", scale)


def quantise(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows to int8 (-127 to 127) and the scale of each row."""
    scale = np.maximum(np.abs(weight).max(axis=1), 1e-8) / 127.0
    return np.round(weight / scale[:, None]).astype(np.int8), scale.astype(np.float32)


def write_model_file(
    path: Path,
    network: Tree,
    size: Size,
    mean: np.ndarray,
    scale: np.ndarray,
    transition: np.ndarray,
    prior: np.ndarray,
) -> None:
    """
    Writes a folded network. `mean`, `scale`: (MEL_BANDS,); `transition`: (15, 15), weighted, and `prior`: (15,),
    natural logarithms.
    """
    payload = _Payload()
    payload.add("features.mean", mean.astype(np.float32))
    payload.add("features.scale", scale.astype(np.float32))
    payload.add_matrix("input", np.asarray(network["input"]))
    payload.add("input.bias", np.asarray(network["input_bias"]))
    for index, block in enumerate(network["blocks"]):
        name = f"block{index}"
        payload.add(f"{name}.depthwise.weight", np.asarray(block["depthwise"]))
        payload.add(f"{name}.depthwise.bias", np.asarray(block["depthwise_bias"]))
        payload.add_matrix(f"{name}.expand", np.asarray(block["expand"]))
        payload.add(f"{name}.expand.bias", np.asarray(block["expand_bias"]))
        payload.add_matrix(f"{name}.project", np.asarray(block["project"]))
        payload.add(f"{name}.project.bias", np.asarray(block["project_bias"]))
    payload.add_matrix("output", np.asarray(network["output"]))
    payload.add("output.bias", np.asarray(network["output_bias"]))
    payload.add("decoder.transition", transition.astype(np.float32))
    payload.add("decoder.prior", prior.astype(np.float32))

    header = {
        "version": 1,
        "sampleRateHz": features.SAMPLE_RATE_HZ,
        "hopSamples": features.HOP_SAMPLES,
        "windowSamples": features.WINDOW_SAMPLES,
        "fftSize": features.FFT_SIZE,
        "melBands": features.MEL_BANDS,
        "melLowHz": features.MEL_LOW_HZ,
        "melHighHz": features.MEL_HIGH_HZ,
        "lookAheadFrames": LOOK_AHEAD_FRAMES,
        "framesPerStep": FRAMES_PER_STEP,
        "channels": size.channels,
        "hidden": size.hidden,
        "kernel": size.kernel,
        "dilations": list(size.dilations),
        "visemes": VISEMES,
        "tensors": payload.tensors,
    }
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(8 + len(text)) % _ALIGNMENT)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"AVLS" + len(text).to_bytes(4, "little") + text + bytes(payload.bytes))
