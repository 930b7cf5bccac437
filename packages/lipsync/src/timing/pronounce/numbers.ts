const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const POWERS: [value: number, name: string][] = [
  [1e9, 'billion'],
  [1e6, 'million'],
  [1e3, 'thousand'],
  [100, 'hundred'],
];

/** The ways an English speaker may read these digits: as a number, as a year or pairs, digit by digit. */
export function readingsOfDigits(digits: string): string[][] {
  const single = [...digits].map((digit) => SMALL[Number(digit)] ?? '');
  if (digits.length > 12 || (digits.length > 1 && digits.startsWith('0'))) return [single];
  const readings = [cardinal(Number(digits))];
  if (digits.length === 4) readings.push([...cardinal(Number(digits.slice(0, 2))), ...pair(digits.slice(2))]);
  if (digits.length > 2) readings.push(single);
  return readings;
}

function pair(digits: string): string[] {
  if (digits === '00') return ['hundred'];
  return digits.startsWith('0') ? ['oh', ...cardinal(Number(digits))] : cardinal(Number(digits));
}

function cardinal(value: number): string[] {
  if (value < 20) return [SMALL[value] ?? ''];
  if (value < 100) {
    const ones = value % 10;
    return [TENS[Math.floor(value / 10) - 2] ?? '', ...(ones ? cardinal(ones) : [])];
  }
  const [power, name] = POWERS.find(([least]) => value >= least) ?? [100, 'hundred'];
  const rest = value % power;
  return [...cardinal(Math.floor(value / power)), name, ...(rest ? cardinal(rest) : [])];
}
