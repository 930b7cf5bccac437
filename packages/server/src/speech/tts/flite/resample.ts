/** Half the length of the interpolation kernel, in samples of the slower of the two rates. */
const KERNEL_HALF = 12;
/** Kernel values kept for each sample of its length: fine enough that no interpolation is needed at 16 bit. */
const RESOLUTION = 1024;

/** One half of a sinc under a Hann window of ±KERNEL_HALF; the other half mirrors it. */
const KERNEL = Float32Array.from({ length: KERNEL_HALF * RESOLUTION + 1 }, (_, at) => {
  if (at === 0) return 1;
  const angle = (Math.PI * at) / RESOLUTION;
  return (Math.sin(angle) / angle) * (0.5 + 0.5 * Math.cos(angle / KERNEL_HALF));
});

/**
 * Plays `pcm` faster by `ratio` (0.5–2) at the same sample rate: shorter, and higher in pitch and formants.
 * Windowed-sinc interpolation with a tabulated kernel (J. O. Smith, "Digital Audio Resampling Home Page"),
 * band-limited when it speeds up.
 */
export function resample(pcm: Int16Array<ArrayBuffer>, ratio: number): Int16Array<ArrayBuffer> {
  if (ratio === 1) return pcm;
  const cutoff = Math.min(1, 1 / ratio);
  const reach = KERNEL_HALF / cutoff;
  const step = cutoff * RESOLUTION;
  const output = new Int16Array(Math.floor(pcm.length / ratio));
  for (let at = 0; at < output.length; at++) {
    const centre = at * ratio;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(pcm.length - 1, Math.floor(centre + reach));
    let sum = 0;
    for (let from = first; from <= last; from++) {
      sum += (pcm[from] ?? 0) * (KERNEL[Math.round(Math.abs(from - centre) * step)] ?? 0);
    }
    output[at] = Math.max(-32768, Math.min(32767, Math.round(sum * cutoff)));
  }
  return output;
}
