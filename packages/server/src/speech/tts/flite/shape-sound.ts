import type { PhoneSegment } from '@avatarium/lipsync';
import type { FliteSound } from './engine.js';
import { resample } from './resample.js';

export interface SoundShape {
  /** See FliteVoice. The sound was spoken slower by this factor, and comes out at the pace wanted. */
  formantScale: number;
  /** Samples are multiplied by this. */
  gain: number;
  /** Silence to keep before the first phone, at most. */
  leadS: number;
  /** Silence after the last phone, exactly. */
  pauseS: number;
}

/** Both ends of a clause are faded over this long, so that joins do not click. */
const FADE_S = 0.005;
const SILENT_PHONE = 'pau';

/**
 * Cuts flite's long silences about a clause to the wanted ones, scales formants, and moves the phones along.
 * The phones that come back start at 0 and end with the sound.
 */
export function shapeSound(sound: FliteSound, shape: SoundShape): FliteSound {
  const { sampleRateHz } = sound;
  const pcm = resample(sound.pcm, shape.formantScale);
  const phones = sound.phones.map(({ phone, startS, endS }) => ({
    phone,
    startS: startS / shape.formantScale,
    endS: endS / shape.formantScale,
  }));
  const spoken = phones.filter(({ phone }) => phone !== SILENT_PHONE);
  const lengthS = pcm.length / sampleRateHz;
  const speechStartS = Math.min(lengthS, spoken[0]?.startS ?? 0);
  const speechEndS = Math.min(lengthS, spoken.at(-1)?.endS ?? 0);

  const fromSample = Math.round(Math.max(0, speechStartS - shape.leadS) * sampleRateHz);
  const originS = fromSample / sampleRateHz;
  const length = Math.round((speechEndS + shape.pauseS) * sampleRateHz) - fromSample;
  const shaped = new Int16Array(length);
  shaped.set(pcm.subarray(fromSample, Math.min(pcm.length, fromSample + length)));
  amplify(shaped, shape.gain);
  const kept = Math.min(length, pcm.length - fromSample);
  fade(shaped, kept, Math.round(FADE_S * sampleRateHz));
  return { sampleRateHz, pcm: shaped, phones: retime(phones, originS, length / sampleRateHz) };
}

/** Peaks above this, of full scale, are bent rather than cut. */
const KNEE = 0.8;

function amplify(pcm: Int16Array, gain: number): void {
  for (let at = 0; at < pcm.length; at++) {
    const value = ((pcm[at] ?? 0) * gain) / 32768;
    const over = Math.abs(value) - KNEE;
    const level = over <= 0 ? Math.abs(value) : KNEE + (1 - KNEE) * Math.tanh(over / (1 - KNEE));
    pcm[at] = Math.round(Math.sign(value) * level * 32767);
  }
}

function fade(pcm: Int16Array, length: number, samples: number): void {
  const ramp = Math.min(samples, length >> 1);
  for (let at = 0; at < ramp; at++) {
    const gain = (at + 0.5) / ramp;
    pcm[at] = (pcm[at] ?? 0) * gain;
    pcm[length - 1 - at] = (pcm[length - 1 - at] ?? 0) * gain;
  }
}

function retime(phones: readonly PhoneSegment[], originS: number, lengthS: number): PhoneSegment[] {
  const moved: PhoneSegment[] = [];
  for (const { phone, startS, endS } of phones) {
    const start = Math.min(lengthS, Math.max(0, startS - originS));
    const end = Math.min(lengthS, Math.max(0, endS - originS));
    if (end > start) moved.push({ phone, startS: start, endS: end });
  }
  const last = moved.at(-1);
  if (last && last.endS < lengthS) {
    if (last.phone === SILENT_PHONE) last.endS = lengthS;
    else moved.push({ phone: SILENT_PHONE, startS: last.endS, endS: lengthS });
  }
  return moved;
}
