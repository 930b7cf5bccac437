import { VISEMES } from '@avatarium/contract/face';
import { type Contestant, frameCount } from './clip.js';
import { FRAME_S, SILENCE } from './score.js';
import type { Sound } from './wav.js';

const OPEN = VISEMES.indexOf('aa');
const WINDOW_S = 0.03;
/** Of −45, −40, −35 and −30 dB none has more frames right. */
const THRESHOLD_DB = -40;

/** A mouth that is open ("aa") while the sound about it is loud, and closed otherwise. */
export function loudnessMouth(): Contestant {
  return {
    name: `open while louder than ${THRESHOLD_DB} dB`,
    async follow(clips) {
      const from = process.cpuUsage();
      const frames = clips.map(({ sound }) => {
        const open = loudnessOf(sound).map((db) => (db > THRESHOLD_DB ? OPEN : SILENCE));
        return Uint8Array.from(open);
      });
      const { user, system } = process.cpuUsage(from);
      const soundS = clips.reduce((sum, { sound }) => sum + sound.samples.length / sound.sampleRateHz, 0);
      return { frames, cpuMsPerS: (user + system) / 1000 / soundS };
    },
  };
}

/** RMS in dB of full scale, of a window about each frame's moment. */
function loudnessOf(sound: Sound): number[] {
  const { samples, sampleRateHz } = sound;
  const half = Math.round((WINDOW_S / 2) * sampleRateHz);
  return Array.from({ length: frameCount(sound) }, (_, at) => {
    const centre = Math.round(at * FRAME_S * sampleRateHz);
    const window = samples.subarray(Math.max(0, centre - half), centre + half);
    return 10 * Math.log10(window.reduce((sum, value) => sum + (value / 32768) ** 2, 1e-10) / window.length);
  });
}
