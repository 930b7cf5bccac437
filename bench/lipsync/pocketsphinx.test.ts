import { VISEMES } from '@avatarium/contract/face';
import { expect, it } from 'vitest';
import { readSegments } from './pocketsphinx.js';

it('a line of -hypseg is read: /h/ takes what follows, noises are silence, times are of windows’ centres', () => {
  const line = '3 S 0 T -97 A -25 L -71 0 -170 0 SIL 18 -101 -79 HH 28 -30 -118 EY 39 -1 -14 +NSN+ 47';
  const runs = readSegments(line).map(({ viseme, startS, endS }) => [
    VISEMES[viseme],
    Number(startS.toFixed(4)),
    Number(endS.toFixed(4)),
  ]);
  expect(runs).toEqual([
    ['sil', 0.0078, 0.1878],
    ['E', 0.1878, 0.2878],
    ['E', 0.2878, 0.3978],
    ['sil', 0.3978, 0.4878],
  ]);
});
