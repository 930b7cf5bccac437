/** Mono sound, −1…1. */
export interface Sound {
  sampleRateHz: number;
  samples: Float32Array;
}

/** Reads a WAV file of 16-bit mono PCM. Throws Error for any other kind. */
export function readWav(bytes: Buffer, name: string): Sound {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF') throw new Error(`${name} is no WAV file`);
  let sampleRateHz = 0;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (id === 'fmt ') {
      const [format, channels, bits] = [
        bytes.readUInt16LE(at + 8),
        bytes.readUInt16LE(at + 10),
        bytes.readUInt16LE(at + 22),
      ];
      if (format !== 1 || channels !== 1 || bits !== 16) throw new Error(`${name} is not 16-bit mono PCM`);
      sampleRateHz = bytes.readUInt32LE(at + 12);
    }
    if (id === 'data') return { sampleRateHz, samples: readPcm(bytes.subarray(at + 8, at + 8 + size)) };
    at += 8 + size + (size % 2);
  }
  throw new Error(`${name} has no sound in it`);
}

/** 16-bit little-endian samples without a header. */
export function readPcm(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length >> 1 }, (_, i) => bytes.readInt16LE(2 * i) / 32768);
}

export function toPcm16(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (value) => Math.max(-32768, Math.min(32767, Math.round(value * 32768))));
}

/** Zero crossings of the interpolating sinc on either side. */
const CROSSINGS = 16;

/** Resamples with a Hann-windowed sinc whose cutoff is just below the lower rate's Nyquist frequency. */
export function resample({ sampleRateHz, samples }: Sound, targetHz: number): Sound {
  if (sampleRateHz === targetHz) return { sampleRateHz, samples };
  const step = sampleRateHz / targetHz;
  const cutoff = 0.95 * Math.min(1, 1 / step);
  const reach = CROSSINGS / cutoff;
  const out = new Float32Array(Math.floor(samples.length / step));
  for (let i = 0; i < out.length; i++) {
    const centre = i * step;
    let sum = 0;
    for (let at = Math.max(0, Math.ceil(centre - reach)); at <= centre + reach && at < samples.length; at++) {
      const off = at - centre;
      const sinc = off === 0 ? cutoff : Math.sin(Math.PI * cutoff * off) / (Math.PI * off);
      sum += (samples[at] ?? 0) * sinc * (0.5 + 0.5 * Math.cos((Math.PI * off) / reach));
    }
    out[i] = sum;
  }
  return { sampleRateHz: targetHz, samples: out };
}
