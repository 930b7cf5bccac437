import { visemeIndex } from '../coarticulation.js';
import { CONTACT_JAW } from '../parameters.js';
import type { Row } from './row.js';

/** The visemes whose contact must be seen: lips meet, lip and teeth touch. */
const CONTACTS = [visemeIndex('PP'), visemeIndex('FF')] as const;
/** A contact is said where its probability is this high in two rows running, and until it falls below HOLD. */
const SAID = 0.5;
const HOLD = 0.25;
/** A contact has been seen once its weight was this high and the jaw within CONTACT_JAW. */
const SEEN = 0.95;
/** No speech owes more than two; a sound that is none is not to keep the lips busy for long after its end. */
const MOST_OWED = 3;
/** In single precision 0.1 is a little more than 0.1. */
const ROUNDING_ERROR = 1e-6;

/**
 * Remembers the contacts that have been said until each has been seen. Lips and jaw take their time to close
 * (MAX_WEIGHT_SPEED, MAX_JAW_SPEED), so a short closure may outlast its sound by some rows; it is never left
 * out.
 */
export class ContactKeeper {
  /** Contacts to be made, the present one first. */
  #owed: number[] = [];
  #seen = false;

  /** The viseme to make full contact for in row `now`, if any. */
  contactAt(now: Row, next: Row): number | undefined {
    const present = this.#owed[0];
    if (present !== undefined && this.#seen && (next.visemes[present] ?? 0) < HOLD) this.#leave();
    const said = CONTACTS.find(
      (viseme) => Math.min(now.visemes[viseme] ?? 0, next.visemes[viseme] ?? 0) >= SAID,
    );
    if (said !== undefined && this.#owed.at(-1) !== said) {
      if (this.#seen) this.#leave();
      if (this.#owed.length < MOST_OWED) this.#owed.push(said);
    }
    return this.#owed[0];
  }

  /** Takes note of the row that was shown. */
  shown(weights: Float64Array, jaw: number): void {
    const present = this.#owed[0];
    if (present === undefined) return;
    if ((weights[present] ?? 0) >= SEEN && jaw <= CONTACT_JAW + ROUNDING_ERROR) this.#seen = true;
    if (this.#seen && this.#owed.length > 1) this.#leave();
  }

  #leave(): void {
    this.#owed.shift();
    this.#seen = false;
  }
}
