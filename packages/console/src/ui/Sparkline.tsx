const WIDTH = 100;
const HEIGHT = 28;

/** The last values as a small line, oldest left; gaps where a value is missing. Says nothing to screen readers. */
export function Sparkline({ values, slots }: { values: (number | undefined)[]; slots: number }) {
  const known = values.filter((value) => value !== undefined);
  const highest = Math.max(...known, 1e-9) * 1.15;
  const step = WIDTH / (slots - 1);
  const offset = slots - values.length;
  let path = '';
  values.forEach((value, index) => {
    if (value === undefined) return;
    const joined = index > 0 && values[index - 1] !== undefined;
    const x = ((offset + index) * step).toFixed(1);
    const y = (HEIGHT - 1.5 - (value / highest) * (HEIGHT - 3)).toFixed(1);
    path += `${joined ? 'L' : 'M'}${x} ${y}`;
  });
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.6" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
