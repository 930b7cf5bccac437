import { describe, expect, it } from 'vitest';
import { firstView, following, moved, secondsAt, ticksOf, timeLabel, xAt, zoomed } from './time-axis.js';

it('shows short sounds whole and of long ones the beginning, less of it where it is narrow', () => {
  expect(firstView(2.5, 300)).toEqual({ fromS: 0, spanS: 2.5 });
  const wide = firstView(600, 1200);
  const narrow = firstView(600, 300);
  expect(wide.spanS).toBeLessThan(20);
  expect(narrow.spanS).toBeLessThan(wide.spanS);
  expect(firstView(600, 0).spanS).toBeGreaterThan(1);
});

describe('zooming', () => {
  it('keeps the moment that it goes round where it is', () => {
    const view = { fromS: 10, spanS: 8 };
    const near = zoomed(view, 0.5, 12, 60);
    expect(near.spanS).toBe(4);
    expect(xAt(near, 12, 1000)).toBeCloseTo(xAt(view, 12, 1000));
  });

  it('goes no further than the whole sound, and no nearer than can be seen', () => {
    expect(zoomed({ fromS: 2, spanS: 4 }, 100, 3, 10)).toEqual({ fromS: 0, spanS: 10 });
    expect(zoomed({ fromS: 2, spanS: 4 }, 1e-6, 3, 10).spanS).toBeCloseTo(0.2);
    expect(zoomed({ fromS: 0, spanS: 0.1 }, 1e-6, 0, 0.1).spanS).toBe(0.1);
  });
});

it('moves only as far as there is sound', () => {
  expect(moved({ fromS: 0, spanS: 4 }, -3, 10).fromS).toBe(0);
  expect(moved({ fromS: 0, spanS: 4 }, 9, 10).fromS).toBe(6);
});

it('turns the page for a position that leaves it, and only then', () => {
  const view = { fromS: 10, spanS: 8 };
  expect(following(view, 14, 60)).toBe(view);
  for (const positionS of [2, 18, 40]) {
    const next = following(view, positionS, 60);
    expect(next.fromS).toBeLessThanOrEqual(positionS);
    expect(next.fromS + next.spanS).toBeGreaterThan(positionS);
  }
  const last = { fromS: 52, spanS: 8 };
  expect(following(last, 60, 60)).toBe(last);
});

it('finds the moment at a place and the place of a moment', () => {
  const view = { fromS: 1.5, spanS: 4 };
  expect(secondsAt(view, xAt(view, 2.75, 640), 640)).toBeCloseTo(2.75);
});

it('puts marks at round moments in sight, with room for what is written at them', () => {
  for (const spanS of [0.2, 1, 7.3, 45, 600]) {
    const view = { fromS: 0.37, spanS };
    const ticks = ticksOf(view, 900);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.length).toBeLessThan(16);
    expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
    for (const { atS } of ticks) expect(xAt(view, atS, 900)).toBeGreaterThanOrEqual(-1e-6);
  }
});

it('writes moments with as many digits as asked for', () => {
  expect(timeLabel(75.25, 2)).toBe('1:15.25');
  expect(timeLabel(59.999, 1)).toBe('1:00.0');
  expect(timeLabel(3, 0)).toBe('0:03');
  expect(timeLabel(-1, 2)).toBe('0:00.00');
});
