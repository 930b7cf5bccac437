interface MeterProps {
  value: number;
  max: number;
  /** The same in words; the bar says nothing to screen readers. */
  text: string;
}

/** How much of something is used up: a bar that turns to a warning when little is left. */
export function Meter({ value, max, text }: MeterProps) {
  const part = max > 0 ? Math.min(1, Math.max(0, value / max)) : 1;
  const look = part >= 1 ? 'spent' : part >= 0.85 ? 'short' : undefined;
  return (
    <div className="meter" data-look={look}>
      <div className="meter-bar" aria-hidden>
        {part > 0 && <i style={{ inlineSize: `${part * 100}%` }} />}
      </div>
      <span className="hint figures-text">{text}</span>
    </div>
  );
}
