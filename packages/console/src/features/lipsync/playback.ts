import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import { createStore } from '../../live/store.js';
import type { MixedSound } from './analysis-messages.js';

/** Plays a sound and says where it is: the clock of everything that moves on the page. */
export class Playback {
  readonly durationS: number;
  readonly #audio = new Audio();
  readonly #url: string;
  readonly #playing = createStore({ now: false });

  constructor(sound: MixedSound) {
    this.durationS = sound.durationS;
    this.#url = URL.createObjectURL(sound.wav);
    this.#audio.src = this.#url;
    this.#audio.preload = 'auto';
    for (const event of ['play', 'pause', 'ended']) {
      this.#audio.addEventListener(event, () => this.#playing.set({ now: !this.#audio.paused }));
    }
  }

  /** What is being heard. */
  positionS(): number {
    return Math.min(this.#audio.currentTime, this.durationS);
  }

  get playing(): boolean {
    return this.#playing.get().now;
  }

  subscribe = (listener: () => void): (() => void) => this.#playing.subscribe(listener);

  /** From the start again, once the end was reached. Rejects when the browser does not let it sound. */
  async play(): Promise<void> {
    if (this.positionS() > this.durationS - 0.03) this.seek(0);
    await this.#audio.play();
  }

  pause(): void {
    this.#audio.pause();
  }

  seek(atS: number): void {
    this.#audio.currentTime = Math.max(0, Math.min(atS, this.durationS));
  }

  /** 1 is as it was spoken; the pitch stays. */
  setSpeed(speed: number): void {
    this.#audio.playbackRate = speed;
  }

  dispose(): void {
    this.#audio.pause();
    this.#audio.removeAttribute('src');
    URL.revokeObjectURL(this.#url);
  }
}

/** Undefined until the page has been drawn once. */
export function usePlayback(sound: MixedSound): Playback | undefined {
  const [playback, setPlayback] = useState<Playback>();
  useEffect(() => {
    const made = new Playback(sound);
    setPlayback(made);
    return () => made.dispose();
  }, [sound]);
  return playback;
}

export const usePlaying = (playback: Playback): boolean =>
  useSyncExternalStore(playback.subscribe, () => playback.playing);

/** Calls `draw` for every picture that the browser shows, while the caller is on the page. */
export function useFrames(draw: (nowS: number) => void): void {
  const onFrame = useEffectEvent(draw);
  useEffect(() => {
    let next = requestAnimationFrame(function frame(nowMs) {
      onFrame(nowMs / 1000);
      next = requestAnimationFrame(frame);
    });
    return () => cancelAnimationFrame(next);
  }, []);
}
