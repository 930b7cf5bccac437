import { onNextGesture } from './autoplay.js';

let context: AudioContext | undefined;

/** The page's one; browsers allow few, and let none run before the first click. */
function audioContext(): AudioContext {
  if (!context) {
    const made = new AudioContext();
    context = made;
    if (made.state === 'suspended') onNextGesture(() => void made.resume());
  }
  return context;
}

/** Lets the sound meters run; within a click, where the browser wants one. */
export async function resumeLevels(): Promise<void> {
  await audioContext().resume();
}

/** How loud a track is at this moment. */
export class LevelMeter {
  private source?: MediaStreamAudioSourceNode | undefined;
  private analyser?: AnalyserNode | undefined;
  private samples = new Float32Array(0);

  constructor(private track: MediaStreamTrack) {}

  /** Root mean square of the last 20 ms or so, 0–1. 0 until the browser lets sound run. */
  rms(): number {
    const analyser = this.analyser ?? this.connect();
    analyser.getFloatTimeDomainData(this.samples);
    return Math.sqrt(this.samples.reduce((sum, one) => sum + one * one, 0) / this.samples.length);
  }

  replace(track: MediaStreamTrack): void {
    this.close();
    this.track = track;
  }

  close(): void {
    this.source?.disconnect();
    this.source = undefined;
    this.analyser = undefined;
  }

  private connect(): AnalyserNode {
    const analyser = audioContext().createAnalyser();
    analyser.fftSize = 1024;
    this.samples = new Float32Array(analyser.fftSize);
    this.source = audioContext().createMediaStreamSource(new MediaStream([this.track]));
    this.source.connect(analyser);
    this.analyser = analyser;
    return analyser;
  }
}

const FLOOR_DB = -60;

/** A loudness as ears take it: 0 for silence (−60 dB), 1 for full scale; speech lies around 0.6. */
export function loudness(rms: number): number {
  return rms > 0 ? Math.min(1, Math.max(0, 1 - (20 * Math.log10(rms)) / FLOOR_DB)) : 0;
}
