"""Log-mel features at 100 Hz, the same as the product computes (src/audio/features)."""

from __future__ import annotations

import numpy as np

SAMPLE_RATE_HZ = 16_000
HOP_SAMPLES = 160
WINDOW_SAMPLES = 400
FFT_SIZE = 512
MEL_BANDS = 40
MEL_LOW_HZ = 60.0
MEL_HIGH_HZ = 7_800.0
#: Added to band energies before the logarithm; about the energy of 16 bit rounding noise.
ENERGY_FLOOR = 1e-7

_WINDOW = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW_SAMPLES) / WINDOW_SAMPLES)).astype(np.float32)


def _mel(frequency_hz: np.ndarray) -> np.ndarray:
    return 2595.0 * np.log10(1.0 + frequency_hz / 700.0)


def mel_filters() -> np.ndarray:
    """Triangular filters of peak 1, equally spaced on the HTK mel scale: (FFT_SIZE/2 + 1, MEL_BANDS)."""
    edges_mel = np.linspace(_mel(np.array(MEL_LOW_HZ)), _mel(np.array(MEL_HIGH_HZ)), MEL_BANDS + 2)
    edges_hz = 700.0 * (10.0 ** (edges_mel / 2595.0) - 1.0)
    bins_hz = np.arange(FFT_SIZE // 2 + 1) * (SAMPLE_RATE_HZ / FFT_SIZE)
    rising = (bins_hz[:, None] - edges_hz[None, :-2]) / (edges_hz[1:-1] - edges_hz[:-2])
    falling = (edges_hz[None, 2:] - bins_hz[:, None]) / (edges_hz[2:] - edges_hz[1:-1])
    return np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)


_FILTERS = mel_filters()


def frame_count(samples: int) -> int:
    """Rows that a sound has: one for each begun hundredth of a second."""
    return -(-samples // HOP_SAMPLES)


def mel_energies(pcm: np.ndarray, frames: int | None = None) -> np.ndarray:
    """
    Band energies of a sound: (frames, MEL_BANDS), float32.

    `pcm` is mono at SAMPLE_RATE_HZ, float in [-1, 1]. Frame k is centred on sample 160 k; before the start and
    after the end there is silence.
    """
    count = frame_count(len(pcm)) if frames is None else frames
    half = WINDOW_SAMPLES // 2
    padded = np.zeros(half + max(len(pcm), (count - 1) * HOP_SAMPLES) + half, dtype=np.float32)
    padded[half : half + len(pcm)] = pcm
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_SAMPLES)[::HOP_SAMPLES][:count]
    spectrum = np.fft.rfft(windows * _WINDOW, n=FFT_SIZE, axis=1)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32) / WINDOW_SAMPLES
    return power @ _FILTERS


def log_mel(energies: np.ndarray) -> np.ndarray:
    """Natural logarithm of band energies, floored at that of rounding noise."""
    return np.log(energies + ENERGY_FLOOR)
