import { loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import type { Background } from '../face-state.js';
import { describeRenderer } from '../renderer.suite.js';
import { PRESENTERS } from './presenters.js';
import { createPresenterRenderer, renderPoster } from './renderer.js';

const BACKGROUND: Background = { kind: 'color', color: '#dde6f0' };

for (const { id, name } of PRESENTERS) {
  describeRenderer(name, {
    create: (width, height, background) =>
      createPresenterRenderer({ presenterId: id, width, height, background }),
    mouth: { left: 0.43, top: 0.58, right: 0.57, bottom: 0.7 },
    eyes: { left: 0.36, top: 0.4, right: 0.64, bottom: 0.5 },
  });
}

describe('createPresenterRenderer', () => {
  it('names the presenters it knows when asked for another', async () => {
    const asked = createPresenterRenderer({
      presenterId: 'nobody',
      width: 512,
      height: 512,
      background: BACKGROUND,
    });
    await expect(asked).rejects.toThrow('unknown presenter "nobody"; known are ava, leo, maya');
  });

  it.each([
    ['width', 511, 512],
    ['height', 512, 0],
    ['width', 8000, 512],
    ['height', 512, 333.5],
  ])('refuses a bad %s (%d×%d)', async (side, width, height) => {
    const asked = createPresenterRenderer({ presenterId: 'ava', width, height, background: BACKGROUND });
    await expect(asked).rejects.toThrow(side);
  });
});

describe('renderPoster', () => {
  it.each(PRESENTERS)('draws $name as PNG', async ({ id }) => {
    const image = await loadImage(Buffer.from(await renderPoster(id, 480, 270, BACKGROUND)));
    expect([image.width, image.height]).toEqual([480, 270]);
  });

  it('draws presenters that differ', async () => {
    const posters = await Promise.all(PRESENTERS.map(({ id }) => renderPoster(id, 128, 128, BACKGROUND)));
    expect(new Set(posters.map((png) => Buffer.from(png).toString('base64'))).size).toBe(PRESENTERS.length);
  });
});
