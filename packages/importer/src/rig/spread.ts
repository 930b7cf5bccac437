/** A move of a vertex, in the face's own u and v. */
export type Move = readonly [number, number];

export interface Mesh {
  /** vertices × 2. */
  at: Float32Array;
  /** triangles × 3. */
  triangles: readonly number[];
}

const PASSES = 260;
/** Over-relaxation: settles a mesh of this size in some hundred passes. */
const RELAXATION = 1.82;

/**
 * Spreads moves over a mesh as over a stretched skin: vertices named keep theirs, each of the others takes the mean of
 * its neighbours', nearer ones counting more. Without peaks or folds of its own; it does not cross the gap of the lips,
 * because no triangle does.
 */
export class Skin {
  readonly #neighbours: { of: number; weight: number }[][];

  constructor(mesh: Mesh) {
    const count = mesh.at.length / 2;
    const found = Array.from({ length: count }, () => new Map<number, number>());
    const x = (i: number): number => mesh.at[i * 2] ?? 0;
    const y = (i: number): number => mesh.at[i * 2 + 1] ?? 0;
    for (let t = 0; t < mesh.triangles.length; t += 3) {
      for (let k = 0; k < 3; k++) {
        const a = mesh.triangles[t + k] ?? 0;
        const b = mesh.triangles[t + ((k + 1) % 3)] ?? 0;
        const weight = 1 / Math.max(1e-3, Math.hypot(x(a) - x(b), y(a) - y(b)));
        found[a]?.set(b, weight);
        found[b]?.set(a, weight);
      }
    }
    this.#neighbours = found.map((each) => {
      let sum = 0;
      for (const weight of each.values()) sum += weight;
      return [...each].map(([of, weight]) => ({ of, weight: weight / sum }));
    });
  }

  /** vertices × 2: the move of every vertex. */
  spread(fixed: ReadonlyMap<number, Move>): Float32Array {
    const moves = new Float32Array(this.#neighbours.length * 2);
    for (const [i, [u, v]] of fixed) moves.set([u, v], i * 2);
    const free = this.#neighbours.map((_, i) => i).filter((i) => !fixed.has(i));
    for (let pass = 0; pass < PASSES; pass++) {
      for (const i of free) {
        let [u, v] = [0, 0];
        for (const { of, weight } of this.#neighbours[i] ?? []) {
          u += (moves[of * 2] ?? 0) * weight;
          v += (moves[of * 2 + 1] ?? 0) * weight;
        }
        const [oldU, oldV] = [moves[i * 2] ?? 0, moves[i * 2 + 1] ?? 0];
        moves[i * 2] = oldU + (u - oldU) * RELAXATION;
        moves[i * 2 + 1] = oldV + (v - oldV) * RELAXATION;
      }
    }
    return moves;
  }
}
