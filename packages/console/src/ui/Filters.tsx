import { Button } from './Button.js';

interface FiltersProps<T> {
  /** What it filters by, for screen readers. */
  label: string;
  options: readonly { value: T; label: string }[];
  value: T;
  onChange(value: T): void;
}

/** Which of a list are shown: a few buttons, one of them lit. */
export function Filters<T>({ label, options, value, onChange }: FiltersProps<T>) {
  return (
    <div className="filters" role="toolbar" aria-label={label}>
      {options.map((option) => (
        <Button
          key={option.label}
          size="small"
          on={option.value === value}
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </Button>
      ))}
    </div>
  );
}
