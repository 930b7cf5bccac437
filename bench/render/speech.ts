import { VISEME_COUNT } from '@avatarium/contract/face';
import { Animator } from '@avatarium/puppet';

const FPS = 25;

/** A face that speaks; each call is the next frame's state. */
export function speaker(seed: number): () => ReturnType<Animator['frame']> {
  const animator = new Animator({ seed });
  animator.setSpeaking(true);
  let frame = 0;
  return () => {
    const tS = frame++ / FPS;
    const weights = new Float32Array(VISEME_COUNT);
    // Some eight phones a second, each flowing into the next.
    const phone = Math.floor(tS * 8);
    const passed = tS * 8 - phone;
    weights[(phone * 7) % VISEME_COUNT] = 1 - passed;
    weights[((phone + 1) * 7) % VISEME_COUNT] = passed;
    const loudness = 0.5 + 0.4 * Math.sin(tS * 25);
    return animator.frame(tS, { weights, jaw: loudness, rounding: 0.3 * loudness });
  };
}
