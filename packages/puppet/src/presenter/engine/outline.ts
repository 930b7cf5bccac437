/** Straight lines to a curve, for each square root of a pixel of its length. */
const FINENESS = 1.6;
const MOST_LINES = 24;
/** Lines to the round end of a stroke. */
const CAP_LINES = 6;

/** Curves as straight lines, in pixels. */
export class Outline {
  /** x, y of each point, a subpath after another. */
  #points: number[] = [];
  /** Where each subpath begins among them. */
  #starts: number[] = [];

  clear(): void {
    this.#points = [];
    this.#starts = [];
  }

  moveTo(x: number, y: number): void {
    this.#starts.push(this.#points.length);
    this.#points.push(x, y);
  }

  /** Goes on from the last point, if there is one. */
  lineTo(x: number, y: number): void {
    if (this.#starts.length === 0) this.#starts.push(0);
    this.#points.push(x, y);
  }

  /** A cubic Bézier curve from the last point. */
  curveTo(c1x: number, c1y: number, c2x: number, c2y: number, x: number, y: number): void {
    const points = this.#points;
    const [fromX, fromY] = [points[points.length - 2] ?? c1x, points[points.length - 1] ?? c1y];
    const length =
      Math.hypot(c1x - fromX, c1y - fromY) + Math.hypot(c2x - c1x, c2y - c1y) + Math.hypot(x - c2x, y - c2y);
    const lines = Math.min(MOST_LINES, Math.max(2, Math.ceil(Math.sqrt(length) * FINENESS)));
    for (let i = 1; i <= lines; i++) {
      const t = i / lines;
      const s = 1 - t;
      const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
      this.lineTo(a * fromX + b * c1x + c * c2x + d * x, a * fromY + b * c1y + c * c2y + d * y);
    }
  }

  /** A quadratic Bézier curve from the last point. */
  quadraticTo(cx: number, cy: number, x: number, y: number): void {
    const points = this.#points;
    const [fromX, fromY] = [points[points.length - 2] ?? cx, points[points.length - 1] ?? cy];
    const [midX, midY] = [(cx * 2) / 3, (cy * 2) / 3];
    this.curveTo(fromX / 3 + midX, fromY / 3 + midY, x / 3 + midX, y / 3 + midY, x, y);
  }

  /** The polygon of what the subpaths enclose. Lines lead from the first to each other and back, and enclose nothing. */
  filled(): number[] {
    const out: number[] = [];
    this.#eachSubpath((from, end) => {
      for (let i = from; i < end; i++) out.push(this.#points[i] ?? 0);
      closeSubpath(out, out.length - (end - from));
    });
    return out;
  }

  /** The polygon of lines along the subpaths, with round ends. */
  stroked(width: number): number[] {
    const out: number[] = [];
    this.#eachSubpath((from, end) => {
      const start = out.length;
      outlineLine(out, this.#points, from, end, width / 2);
      closeSubpath(out, start);
    });
    return out;
  }

  #eachSubpath(take: (from: number, end: number) => void): void {
    for (let i = 0; i < this.#starts.length; i++) {
      take(this.#starts[i] ?? 0, this.#starts[i + 1] ?? this.#points.length);
    }
  }
}

/** Leads from the last subpath, which began at `start`, to its own beginning and that of the first. */
function closeSubpath(out: number[], start: number): void {
  out.push(out[start] ?? 0, out[start + 1] ?? 0);
  if (start > 0) out.push(out[0] ?? 0, out[1] ?? 0);
}

/** What lies within `reach` of the line through the points from `from` to `end`: along one side and back on the other. */
function outlineLine(
  out: number[],
  points: readonly number[],
  from: number,
  end: number,
  reach: number,
): void {
  const last = end - 2;
  const side = (at: number, sign: number): void => {
    const [nx, ny] = normal(points, Math.max(from, at - 2), Math.min(last, at + 2), reach * sign);
    out.push((points[at] ?? 0) + nx, (points[at + 1] ?? 0) + ny);
  };
  for (let at = from; at <= last; at += 2) side(at, 1);
  roundEnd(out, points, last, normal(points, Math.max(from, last - 2), last, reach));
  for (let at = last; at >= from; at -= 2) side(at, -1);
  roundEnd(out, points, from, normal(points, from, Math.min(last, from + 2), -reach));
}

/** What is `reach` away from a line between two points at a right angle. */
function normal(points: readonly number[], from: number, to: number, reach: number): [x: number, y: number] {
  const dx = (points[to] ?? 0) - (points[from] ?? 0);
  const dy = (points[to + 1] ?? 0) - (points[from + 1] ?? 0);
  const scale = reach / (Math.hypot(dx, dy) || 1);
  return [-dy * scale, dx * scale];
}

/** Half a circle about a point, from its normal round to the other side. */
function roundEnd(out: number[], points: readonly number[], at: number, [nx, ny]: [number, number]): void {
  const [x, y] = [points[at] ?? 0, points[at + 1] ?? 0];
  for (let i = 1; i < CAP_LINES; i++) {
    const angle = (Math.PI * i) / CAP_LINES;
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
    out.push(x + nx * cos + ny * sin, y + ny * cos - nx * sin);
  }
}
