import { describe, expect, it } from 'vitest';
import { Echo } from './echo.js';

function speaking(): Echo {
  const echo = new Echo();
  echo.started();
  const words = 'The museum opens at nine and closes at five.'.split(/(?<= )/);
  for (const [i, word] of words.entries()) echo.saying(word, 1_000 + i * 300);
  return echo;
}

describe('the echo of the avatar', () => {
  it.each(['opens at nine', 'museum opens at nine and closes', 'Opens at mine and closes'])(
    'is %j',
    (heard) => {
      expect(speaking().isEcho(heard, 1_500)).toBe(true);
    },
  );

  it.each(['stop', 'nine', 'what about Sunday', 'and when does it open at the weekend'])(
    'is not %j',
    (heard) => {
      expect(speaking().isEcho(heard, 1_500)).toBe(false);
    },
  );

  it('is over when the avatar has been silent', () => {
    const echo = speaking();
    echo.ended(4_000);
    expect(echo.isEcho('closes at five', 3_800)).toBe(true);
    expect(echo.isEcho('closes at five', 4_500)).toBe(false);
  });

  it('is of what it has just said, not of long ago', () => {
    const echo = speaking();
    echo.saying('Anything else?', 20_000);
    expect(echo.isEcho('opens at nine', 20_000)).toBe(false);
  });
});
