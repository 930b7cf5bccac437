/** Half the length of the interpolation kernel, in samples of the slower of the two rates. */
const KERNEL_HALF = 12;

/**
 * Plays `pcm` faster by `ratio` (0.5–2) at the same sample rate: shorter, and higher in pitch and formants.
 * Windowed-sinc interpolation (Smith, "Digital Audio Resampling", 1984), band-limited when it speeds up.
 */
export function resample(pcm: Int16Array<ArrayBuffer>, ratio: number): Int16Array<ArrayBuffer> {
  if (ratio === 1) return pcm;
  const cutoff = Math.min(1, 1 / ratio);
  const reach = KERNEL_HALF / cutoff;
  const length = Math.floor(pcm.length / ratio);
  const output = new Int16Array(length);
  for (let at = 0; at < length; at++) {
    const centre = at * ratio;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(pcm.length - 1, Math.floor(centre + reach));
    let sum = 0;
    for (let from = first; from <= last; from++) {
      sum += (pcm[from] ?? 0) * kernel((from - centre) * cutoff);
    }
    output[at] = Math.max(-32768, Math.min(32767, Math.round(sum * cutoff)));
  }
  return output;
}

/** A sinc under a Hann window of ±KERNEL_HALF. */
function kernel(x: number): number {
  if (x === 0) return 1;
  const angle = Math.PI * x;
  return (Math.sin(angle) / angle) * (0.5 + 0.5 * Math.cos(angle / KERNEL_HALF));
}
