import type { PhoneSegment } from '../track.js';
import { tableOf } from './table.js';

/** A viseme of a vendor's own table, from its time until the next one. */
export interface VisemeEvent {
  startS: number;
  /** Azure: 0–21. Amazon Polly: "p", "t", "S", "sil"… */
  viseme: number | string;
}

/** Azure's viseme ids 0–21, in order: the phone of each id's group that shows it best. */
const AZURE = 'pau ah aa ao eh er iy uw ow aw oy ay hh r l s sh dh f d k p'.split(' ');

/** Amazon Polly's visemes. */
const POLLY = tableOf(
  'sil pau, p p, t t, S sh, T th, f f, k k, i iy, r r, s s, u uw, @ ax, a aa, e ey, E eh, o ow, O ao',
);

/**
 * Phones of the viseme events that Azure and Amazon Polly send beside their speech. `durationS` ends the last one.
 * Throws RangeError for a viseme that neither table has.
 */
export function phonesOfVisemeEvents(events: readonly VisemeEvent[], durationS: number): PhoneSegment[] {
  return events.map(({ startS, viseme }, at) => {
    const phone = typeof viseme === 'number' ? AZURE[viseme] : POLLY.get(viseme);
    if (!phone) throw new RangeError(`"${viseme}" is not a viseme of Azure (0–21) or Amazon Polly`);
    return { phone, startS, endS: Math.max(startS, events[at + 1]?.startS ?? durationS) };
  });
}
