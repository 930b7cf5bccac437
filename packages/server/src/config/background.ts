import { readFileSync } from 'node:fs';
import type { StillBackground } from '@avatarium/puppet';
import { StartError } from './start-error.js';

/** Behind the avatar when nobody says otherwise. */
const SOFT_GRADIENT: StillBackground = { kind: 'gradient', from: '#eef3f6', to: '#b7c8d5', angleDeg: 160 };

const COLOR = '#[0-9a-f]{3}(?:[0-9a-f]{3})?';
const ONE_COLOR = new RegExp(`^${COLOR}$`, 'i');
const GRADIENT = new RegExp(`^(${COLOR})\\s*,\\s*(${COLOR})(?:\\s*,\\s*(-?\\d{1,3}))?$`, 'i');

/**
 * The setting DEFAULT_BACKGROUND: a colour `#rrggbb`, a gradient `#rrggbb,#rrggbb[,degrees]`, or an image file.
 *
 * @throws StartError
 */
export function readBackground(value: string | undefined): StillBackground {
  if (value === undefined) {
    return SOFT_GRADIENT;
  }
  if (ONE_COLOR.test(value)) {
    return { kind: 'color', color: value };
  }
  const gradient = GRADIENT.exec(value);
  if (gradient) {
    const [, from = '', to = '', angle = '180'] = gradient;
    return { kind: 'gradient', from, to, angleDeg: Number(angle) };
  }
  try {
    return { kind: 'image', bytes: new Uint8Array(readFileSync(value)) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new StartError(
      `DEFAULT_BACKGROUND: "${value}" is no colour, no gradient and no readable file (${code})`,
      2,
    );
  }
}
