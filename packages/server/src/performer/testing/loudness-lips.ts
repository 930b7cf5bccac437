import { VISEME_COUNT } from '@avatarium/contract/face';
import type { VisemeTrack } from '@avatarium/lipsync';
import type { LipReader } from '../lips-of-sound.js';

const ROW_RATE_HZ = 100;

/** Lips that open with the loudness of each hundredth of a second, known `lookAheadRows` of them later. */
export class LoudnessLips implements LipReader {
  private readonly jaws: number[] = [];
  private given = 0;
  private taken = 0;
  private loudest = 0;

  constructor(
    private readonly sampleRateHz: number,
    private readonly lookAheadRows = 7,
  ) {}

  push(pcm: Int16Array): VisemeTrack {
    for (const sample of pcm) {
      this.loudest = Math.max(this.loudest, Math.abs(sample) / 32_768);
      this.taken++;
      if (this.taken * ROW_RATE_HZ < (this.jaws.length + 1) * this.sampleRateHz) continue;
      this.jaws.push(this.loudest);
      this.loudest = 0;
    }
    return this.give(Math.max(this.given, this.jaws.length - this.lookAheadRows));
  }

  end(): VisemeTrack {
    return this.give(this.jaws.length);
  }

  private give(until: number): VisemeTrack {
    const jaw = Float32Array.from(this.jaws.slice(this.given, until));
    this.given = until;
    return {
      rateHz: ROW_RATE_HZ,
      length: jaw.length,
      weights: new Float32Array(jaw.length * VISEME_COUNT),
      jaw,
      rounding: new Float32Array(jaw.length),
    };
  }
}

export const loudnessLips = (sampleRateHz: number): LipReader => new LoudnessLips(sampleRateHz);
