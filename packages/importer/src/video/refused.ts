import type { PortraitRefusedError } from '../refused.js';

type Reason =
  | PortraitRefusedError['reason']
  | 'no program'
  | 'codec'
  | 'too long'
  | 'too large'
  | 'too small'
  | 'too many frames'
  | 'too much';

/** Why no avatar can be made of a video. `message` is for its owner, but for `no program`, which is the operator's. */
export class VideoRefusedError extends Error {
  override readonly name = 'VideoRefusedError';

  constructor(
    readonly reason: Reason,
    message: string,
  ) {
    super(message);
  }
}
