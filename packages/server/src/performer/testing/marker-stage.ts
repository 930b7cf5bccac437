import type { ActionName, Expression } from '@avatarium/contract/face';
import type { Background, FaceState } from '@avatarium/puppet';
import type { CreateStageParts } from '../render-messages.js';

/** What a marker frame shows, by plane: the open jaw, an expression, and an action or a background. */
export const MARKER_LUMA = { shut: 16, open: 235 };
export const MARKER_U = { calm: 128, expressive: 200 };
export const MARKER_V = { plain: 128, acting: 200, backdrop: 60 };

const RESTING: FaceState = {
  tS: 0,
  visemes: new Float32Array(),
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

/**
 * A stage whose frames can be read back from a decoded picture: flat colours instead of a presenter. The
 * presenters "none", "faint" and "crash" cannot be set up, cannot be drawn, and take their thread with them.
 */
export const createStageParts: CreateStageParts = async ({ avatar, width, height }) => {
  const presenterId = avatar.kind === 'presenter' ? avatar.id : avatar.path;
  if (presenterId === 'none') throw new Error('avatar_id: no presenter is called "none"');
  const luma = width * height;
  const frame = new Uint8Array((luma * 3) / 2).fill(128);
  let expression: Expression | null = null;
  let action: ActionName | null = null;
  let plane = MARKER_V.plain;
  return {
    animator: {
      setExpression: (wanted) => {
        expression = wanted;
      },
      startAction: (wanted) => {
        action = wanted;
      },
      setSpeaking: () => {},
      frame: (_tS, mouth) => ({ ...RESTING, jaw: mouth?.jaw ?? 0 }),
    },
    renderer: {
      setBackground: async (background: Background) => {
        if (background.kind === 'image' && background.bytes.length < 4) throw new Error('is not a picture');
        plane = MARKER_V.backdrop;
      },
      render: ({ jaw }) => {
        if (presenterId === 'faint') throw new Error('out of paint');
        if (presenterId === 'crash') process.exit(1);
        const open = Math.min(1, jaw * 2);
        frame.fill(MARKER_LUMA.shut + open * (MARKER_LUMA.open - MARKER_LUMA.shut), 0, luma);
        frame.fill(expression ? MARKER_U.expressive : MARKER_U.calm, luma, luma * 1.25);
        frame.fill(action ? MARKER_V.acting : plane, luma * 1.25);
        return frame;
      },
      dispose: () => {},
    },
  };
};
