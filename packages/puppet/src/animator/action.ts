import type { ActionName } from '@avatarium/contract/face';
import { envelope, smoothstep } from '../curves.js';

const DURATION_S: Record<ActionName, number> = {
  hand_wave: 2.6,
  cheer: 2.4,
  thumbs_up: 2.4,
  pump_fists: 2.4,
  nod: 1.5,
  shake: 1.7,
  waft_left: 2.4,
  waft_right: 2.4,
};
/** A replaced action runs to its end this much faster, so that hands go down and never vanish. */
const HURRY = 4;

/** How the head and face go along with an action; shares of the full range. */
interface ActionMotion {
  yaw: number;
  pitch: number;
  roll: number;
  gazeX: number;
  brows: number;
  joy: number;
}

/** Plays one action at a time; a new one waits until the one in progress has hurried to its end. */
export class ActionPlayer {
  #next: ActionName | null = null;
  readonly #current: { name: ActionName; progress: number } = { name: 'nod', progress: 0 };
  #playing = false;
  readonly motion: ActionMotion = { yaw: 0, pitch: 0, roll: 0, gazeX: 0, brows: 0, joy: 0 };

  start(action: ActionName): void {
    this.#next = action;
  }

  /** The action in progress after `dtS` more seconds, or null. */
  advance(dtS: number): { name: ActionName; progress: number } | null {
    if (this.#playing) {
      const speed = this.#next === null ? 1 : HURRY;
      this.#current.progress += (dtS * speed) / DURATION_S[this.#current.name];
      if (this.#current.progress >= 1) this.#playing = false;
    }
    if (!this.#playing && this.#next) {
      this.#current.name = this.#next;
      this.#current.progress = 0;
      this.#next = null;
      this.#playing = true;
    }
    this.#move();
    return this.#playing ? this.#current : null;
  }

  #move(): void {
    const m = this.motion;
    m.yaw = m.pitch = m.roll = m.gazeX = m.brows = m.joy = 0;
    if (!this.#playing) return;
    const p = this.#current.progress;
    const held = envelope(p, 0.22, 0.28);
    switch (this.#current.name) {
      case 'nod':
        m.pitch = -Math.sin(p * Math.PI * 2 * 2.5) * Math.sin(p * Math.PI) * (1.1 - 0.5 * p);
        m.brows = held * 0.25;
        m.joy = held * 0.2;
        break;
      case 'shake':
        m.yaw = Math.sin(p * Math.PI * 2 * 2.5) * Math.sin(p * Math.PI) * (1.15 - 0.4 * p);
        m.gazeX = -m.yaw * 0.35;
        break;
      case 'hand_wave':
        m.roll = -held * 0.5 + Math.sin(p * Math.PI * 8) * held * 0.08;
        m.yaw = held * 0.15;
        m.brows = held * 0.4;
        m.joy = held * 0.75;
        break;
      case 'cheer':
        m.pitch = held * 0.5;
        m.roll = Math.sin(p * Math.PI * 6) * held * 0.25;
        m.brows = held * 0.7;
        m.joy = held;
        break;
      case 'thumbs_up':
        m.roll = held * 0.35;
        m.pitch = -Math.sin(smoothstep(0.15, 0.6, p) * Math.PI) * 0.45;
        m.brows = held * 0.4;
        m.joy = held * 0.65;
        break;
      case 'pump_fists':
        m.pitch = Math.sin(p * Math.PI * 6) * held * 0.3;
        m.brows = held * 0.3;
        m.joy = held * 0.7;
        break;
      case 'waft_left':
      case 'waft_right': {
        const side = this.#current.name === 'waft_left' ? -1 : 1;
        m.yaw = side * held * 0.7;
        m.gazeX = side * held * 0.45;
        m.roll = side * held * 0.2;
        m.joy = held * 0.3;
        break;
      }
    }
  }
}
