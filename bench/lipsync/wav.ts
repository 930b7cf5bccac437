import { resampledLength, resampleInto } from '@avatarium/lipsync';

/** Mono sound, 16 bit. */
export interface Sound {
  sampleRateHz: number;
  samples: Int16Array;
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
export function readPcm(bytes: Buffer): Int16Array {
  return Int16Array.from({ length: bytes.length >> 1 }, (_, i) => bytes.readInt16LE(2 * i));
}

/** The same sound at another rate. */
export function resample({ sampleRateHz, samples }: Sound, targetHz: number): Sound {
  const out = new Int16Array(resampledLength(samples.length, sampleRateHz, targetHz));
  resampleInto(samples, sampleRateHz, targetHz, 0, out);
  return { sampleRateHz: targetHz, samples: out };
}
