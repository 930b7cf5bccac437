import type { PhoneSegment } from '../track.js';

/** "pau:0.1 hh:0.2 ow:0.4": phones with their end times, as a voice gives them. */
export function spoken(printed: string): PhoneSegment[] {
  let startS = 0;
  return printed.split(' ').map((word) => {
    const [phone = '', end] = word.split(':');
    const segment = { phone, startS, endS: Number(end) };
    startS = segment.endS;
    return segment;
  });
}

/** "Hello, I am your avatar." as a voice said it. */
export const HELLO = spoken(
  'pau:0.164 hh:0.255 ax:0.304 l:0.547 ow:0.661 pau:0.875 ay:1.044 ae:1.111 m:1.153 y:1.234 ao:1.267 r:1.333 ' +
    'ae:1.520 v:1.601 aa:1.700 t:1.740 er:1.901 pau:2.074',
);

/** "pop up a bib", fast: closures of 30 ms between short vowels. */
export const POPPING = spoken(
  'pau:0.10 p:0.13 aa:0.19 p:0.22 ah:0.26 p:0.29 ax:0.33 b:0.36 ih:0.41 b:0.44 pau:0.60',
);

/** "comfort me, five fat bumblebees": contacts of two kinds side by side, and wide vowels between contacts. */
export const COMFORT = spoken(
  'pau:0.15 k:0.21 ah:0.29 m:0.34 f:0.40 er:0.48 t:0.53 m:0.60 iy:0.78 pau:1.00 f:1.08 ay:1.22 v:1.27 f:1.33 ' +
    'ae:1.45 t:1.50 b:1.56 ah:1.64 m:1.69 b:1.72 ax:1.76 l:1.82 b:1.86 iy:2.02 z:2.14 pau:2.40',
);
