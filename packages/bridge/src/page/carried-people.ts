import type { MediaKind } from './vendor-side.js';

/** Whose microphones and cameras are carried: those of the first so many people, until they are taken back. */
export class CarriedPeople {
  private readonly kinds = new Map<string, Set<MediaKind>>();

  /** @param most people at once */
  constructor(readonly most: number) {}

  /** False where as many others are carried already. */
  add(person: string, kind: MediaKind): boolean {
    const kinds = this.kinds.get(person);
    if (!kinds && this.kinds.size >= this.most) return false;
    this.kinds.set(person, (kinds ?? new Set<MediaKind>()).add(kind));
    return true;
  }

  remove(person: string, kind: MediaKind): void {
    const kinds = this.kinds.get(person);
    if (kinds?.delete(kind) && kinds.size === 0) this.kinds.delete(person);
  }
}
