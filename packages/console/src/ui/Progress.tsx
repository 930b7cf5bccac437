interface ProgressProps {
  /** What goes on, for screen readers. */
  label: string;
  /** 0 to 1; undefined where nobody knows. */
  part?: number;
}

/** How far something is that goes on. */
export function Progress({ label, part }: ProgressProps) {
  const percent = part === undefined ? undefined : Math.round(Math.min(1, Math.max(0, part)) * 100);
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      data-unknown={percent === undefined || undefined}
    >
      <i style={{ inlineSize: `${percent ?? 30}%` }} />
    </div>
  );
}
