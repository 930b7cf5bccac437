import type { Canvas } from '@napi-rs/canvas';
import { detectFaces } from '../face/detector.js';
import { findLandmarks, followLandmarks, type Landmarks } from '../face/landmarks.js';

/** Below this the points are no face's any more. */
const LEAST_CONFIDENCE = 0.5;

/** Follows one face from frame to frame, and looks for it anew when it is lost. */
export class FaceTracker {
  readonly #searchEvery: number;
  #last: Landmarks | null = null;
  #untilSearch = 0;

  /** @param searchEvery frames between two searches in vain: each takes ten times as long as following does */
  constructor(searchEvery: number) {
    this.#searchEvery = searchEvery;
  }

  /** The face's points in the next frame; null when there is none. */
  async next(frame: Canvas): Promise<Landmarks | null> {
    if (this.#last) {
      const followed = await followLandmarks(frame, this.#last);
      if (followed.confidence >= LEAST_CONFIDENCE) {
        this.#last = followed;
        return followed;
      }
      this.#last = null;
    }
    if (this.#untilSearch-- > 0) return null;
    this.#untilSearch = this.#searchEvery - 1;
    const [face] = await detectFaces(frame);
    const found = face ? await findLandmarks(frame, face) : null;
    this.#last = found && found.confidence >= LEAST_CONFIDENCE ? found : null;
    if (this.#last) this.#untilSearch = 0;
    return this.#last;
  }
}
