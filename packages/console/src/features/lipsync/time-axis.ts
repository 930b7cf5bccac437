/** The part of the sound that is in sight, in seconds. */
export interface View {
  fromS: number;
  spanS: number;
}

/** A second is this wide at first: enough to tell one viseme from the next. */
const FIRST_PX_PER_S = 110;
/** What is shown at first even where it is narrow. */
const FIRST_S = 3;
/** Closer than this there is nothing more to see: a row of the track is 10 ms. */
const NEAREST_S = 0.2;
/** Marks of the axis stand at least this far apart. */
const TICK_PX = 64;
const TICK_STEPS_S = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120];

/** The beginning, as much of it as `width` pixels have room for. */
export function firstView(durationS: number, width: number): View {
  return { fromS: 0, spanS: Math.min(durationS, Math.max(FIRST_S, width / FIRST_PX_PER_S)) };
}

/** Shows `factor` times as much, and keeps `aroundS` where it is on the screen. */
export function zoomed(view: View, factor: number, aroundS: number, durationS: number): View {
  const spanS = Math.min(durationS, Math.max(Math.min(NEAREST_S, durationS), view.spanS * factor));
  const share = (aroundS - view.fromS) / view.spanS;
  return moved({ fromS: 0, spanS }, aroundS - share * spanS, durationS);
}

/** The same span from `fromS` on, as far as the sound reaches. */
export function moved(view: View, fromS: number, durationS: number): View {
  return { spanS: view.spanS, fromS: Math.max(0, Math.min(fromS, durationS - view.spanS)) };
}

/** Turns the page when the position leaves it; the same view while it does not. */
export function following(view: View, positionS: number, durationS: number): View {
  const { fromS, spanS } = view;
  const inside = positionS >= fromS && positionS <= fromS + spanS * 0.96;
  if (inside || (positionS >= fromS && fromS + spanS >= durationS)) return view;
  const next = moved(view, positionS - spanS * 0.06, durationS);
  return next.fromS === fromS ? view : next;
}

export const xAt = (view: View, atS: number, width: number): number =>
  ((atS - view.fromS) / view.spanS) * width;

export const secondsAt = (view: View, x: number, width: number): number =>
  view.fromS + (x / width) * view.spanS;

/** Where the axis has marks, and what is written at them. */
export function ticksOf(view: View, width: number): { atS: number; label: string }[] {
  const fewest = (view.spanS * TICK_PX) / Math.max(1, width);
  const stepS = TICK_STEPS_S.find((step) => step >= fewest) ?? 300;
  const decimals = stepS >= 1 ? 0 : stepS >= 0.1 ? 1 : 2;
  const ticks = [];
  const last = Math.floor((view.fromS + view.spanS) / stepS + 1e-9);
  for (let i = Math.ceil(view.fromS / stepS - 1e-9); i <= last; i++) {
    ticks.push({ atS: i * stepS, label: timeLabel(i * stepS, decimals) });
  }
  return ticks;
}

/** 75.25 s as `1:15.25`. */
export function timeLabel(seconds: number, decimals: number): string {
  const unit = 10 ** decimals;
  const whole = Math.round(Math.max(0, seconds) * unit);
  const minutes = Math.floor(whole / (60 * unit));
  const rest = (whole - minutes * 60 * unit) / unit;
  return `${minutes}:${rest.toFixed(decimals).padStart(decimals > 0 ? decimals + 3 : 2, '0')}`;
}
