import { type ActionName, type Expression, VISEME_COUNT } from '@avatarium/contract/face';

/** Everything a renderer needs to draw one frame. Plain data; no renderer state hides elsewhere. */
export interface FaceState {
  /** The moment of the session, in seconds: what of an avatar moves by itself goes by it. */
  tS: number;
  /** VISEME_COUNT weights 0–1 in the order of VISEMES. */
  visemes: Float32Array;
  /** Jaw opening and lip rounding 0–1, beside the visemes. */
  jaw: number;
  rounding: number;
  /** 0 open, 1 shut. */
  blinkLeft: number;
  blinkRight: number;
  /** −1 to 1; right and up are positive, as seen by the viewer. */
  gazeX: number;
  gazeY: number;
  /** Head turn, −1 to 1 of what the avatar can do; viewer's right, up and clockwise are positive. */
  yaw: number;
  pitch: number;
  roll: number;
  /** 0 out, 1 in. */
  breath: number;
  /** −1 frowning down to 1 raised, for emphasis in speech. */
  brows: number;
  /** Weight 0–1 of each expression. */
  expressions: Record<Expression, number>;
  /** The action in progress, if any; `progress` 0–1. */
  action: { name: ActionName; progress: number } | null;
}

export type Background =
  /** The avatar's own: of a photo or video what was behind the person, of a presenter the studio. */
  | { kind: 'own' }
  | { kind: 'color'; color: string }
  | { kind: 'gradient'; from: string; to: string; angleDeg: number }
  /** An encoded still: PNG, JPEG, WebP, GIF or AVIF. Drawn to cover. */
  | { kind: 'image'; bytes: Uint8Array }
  /** A video that is shown over and over: a file of I420 frames as large as the pictures, one after the other. */
  | { kind: 'loop'; path: string; frames: number; fps: number };

/** Draws FaceStates. The shared suite in `renderer.suite.ts` says what each one must do. */
export interface AvatarRenderer {
  readonly width: number;
  readonly height: number;
  /** Whether pictures change by themselves, as those of a video do. */
  readonly moving?: boolean;
  /** Whether it cannot be told from what is behind it, so that nothing else can be. */
  readonly keepsBackground?: boolean;
  /**
   * Rejects, and keeps the old background, when an image cannot be decoded or a loop not be read. An avatar that cannot
   * be told from what is behind it keeps its own; it rejects pictures and loops, which somebody chose, and passes over
   * a plain colour.
   */
  setBackground(background: Background): Promise<void>;
  /**
   * Draws one frame and returns it as I420 (width × height × 3/2 bytes, BT.601 limited range).
   * The array is the renderer's own and holds until the next call.
   */
  render(state: FaceState): Uint8Array;
  /**
   * The face as it was drawn last, before what a loop behind it shows at another moment of the session; as `render`
   * returns it. Null where nothing moves behind it.
   */
  rerender?(tS: number): Uint8Array | null;
  dispose(): void;
}

/** A face at rest: lips closed, eyes open and on the viewer. */
export function restingFace(): FaceState {
  const visemes = new Float32Array(VISEME_COUNT);
  visemes[0] = 1;
  return {
    tS: 0,
    visemes,
    jaw: 0,
    rounding: 0,
    blinkLeft: 0,
    blinkRight: 0,
    gazeX: 0,
    gazeY: 0,
    yaw: 0,
    pitch: 0,
    roll: 0,
    breath: 0,
    brows: 0,
    expressions: { angry: 0, disgust: 0, fear: 0, happiness: 0, sadness: 0, surprise: 0, contempt: 0 },
    action: null,
  };
}
