/** Colours of a ramp: as many as the kernels read. */
export const RAMP_STEPS = 256;
/** Colours read from their names are kept, but not without end: some of them have any alpha. */
const KNOWN = 2000;
const known = new Map<string, Colour>();

/** Channels 0–255, alpha 0–1. */
type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** Which share of a ramp a place has: uX·x + uY·y + u0, or if `radial` the distance of that and of v from nothing. */
export interface RampShape {
  radial: boolean;
  uX: number;
  uY: number;
  u0: number;
  vX: number;
  vY: number;
  v0: number;
}

/** A gradient as canvases have it, in the coordinates that are in force when it is drawn. */
export class RampGradient {
  readonly #stops: { offset: number; colour: Colour }[] = [];
  readonly shape: RampShape;

  constructor(shape: RampShape) {
    this.shape = shape;
  }

  static linear(x0: number, y0: number, x1: number, y1: number): RampGradient {
    const [dx, dy] = [x1 - x0, y1 - y0];
    const length2 = dx * dx + dy * dy;
    const [uX, uY] = length2 > 0 ? [dx / length2, dy / length2] : [0, 0];
    return new RampGradient({ radial: false, uX, uY, u0: -x0 * uX - y0 * uY, vX: 0, vY: 0, v0: 0 });
  }

  /** Circles about x, y. */
  static radial(x: number, y: number, radius: number): RampGradient {
    const unit = 1 / radius;
    return new RampGradient({ radial: true, uX: unit, uY: 0, u0: -x * unit, vX: 0, vY: unit, v0: -y * unit });
  }

  /** Stops come in order. */
  addColorStop(offset: number, colour: string): void {
    this.#stops.push({ offset, colour: parseColour(colour) });
  }

  /** Writes the colours, premultiplied, from the first stop to the last. */
  write(ramp: Uint32Array): void {
    const stops = this.#stops;
    let next = 0;
    for (let i = 0; i < RAMP_STEPS; i++) {
      const t = i / (RAMP_STEPS - 1);
      while (next < stops.length - 1 && t > (stops[next]?.offset ?? 0)) next++;
      const to = stops[next];
      const from = stops[Math.max(0, next - 1)];
      if (!from || !to) continue;
      const span = to.offset - from.offset;
      const share = span > 0 ? Math.min(1, (t - from.offset) / span) : 1;
      ramp[i] = packed(
        from.colour[0] + (to.colour[0] - from.colour[0]) * share,
        from.colour[1] + (to.colour[1] - from.colour[1]) * share,
        from.colour[2] + (to.colour[2] - from.colour[2]) * share,
        from.colour[3] + (to.colour[3] - from.colour[3]) * share,
      );
    }
  }
}

/** Everywhere the first colour of a ramp. */
export const FLAT: RampShape = { radial: false, uX: 0, uY: 0, u0: 0, vX: 0, vY: 0, v0: 0 };

/** Writes what a style paints with. */
export function writeRamp(ramp: Uint32Array, style: string | RampGradient): void {
  if (typeof style === 'string') ramp[0] = packed(...parseColour(style));
  else style.write(ramp);
}

/** Reads `#rrggbb`, `rgba(…)` and `rgb(…)`, in which the presenters are painted. Throws on any other. */
function parseColour(text: string): Colour {
  const before = known.get(text);
  if (before) return before;
  const colour = text.startsWith('#') ? parseHex(text) : parseFunction(text);
  if (known.size >= KNOWN) known.clear();
  known.set(text, colour);
  return colour;
}

function parseHex(text: string): Colour {
  const value = Number.parseInt(text.slice(1), 16);
  if (text.length !== 7 || Number.isNaN(value)) throw new Error(`"${text}" is not a colour`);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255, 1];
}

function parseFunction(text: string): Colour {
  const [red, green, blue, alpha = 1] = text
    .slice(text.indexOf('(') + 1, -1)
    .split(',')
    .map(Number);
  if (
    red === undefined ||
    green === undefined ||
    blue === undefined ||
    Number.isNaN(red + green + blue + alpha)
  ) {
    throw new Error(`"${text}" is not a colour`);
  }
  return [red, green, blue, alpha];
}

/** Premultiplied RGBA as the machine holds it in 32 bits. */
function packed(red: number, green: number, blue: number, alpha: number): number {
  const a = Math.round(alpha * 255);
  const part = (value: number): number => Math.min(a, Math.round(value * alpha));
  return ((a << 24) | (part(blue) << 16) | (part(green) << 8) | part(red)) >>> 0;
}
