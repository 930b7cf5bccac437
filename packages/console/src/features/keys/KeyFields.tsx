import { Field } from '../../ui/Field.js';
import type { KeyFormValues } from './limits.js';

interface KeyFieldsProps {
  values: KeyFormValues;
  onChange(values: KeyFormValues): void;
  problemOf(field: string): string | undefined;
  /** The limits cannot be changed, and why. */
  limitsLocked?: string;
  /** The name has the focus when the dialog opens. */
  first?: boolean;
}

const LIMITS = [
  { field: 'budget_minutes', label: 'Budget, minutes', hint: 'Of sessions in all. Empty: no limit.' },
  { field: 'max_sessions', label: 'Sessions at once', hint: 'Waiting ones included. Empty: no limit.' },
  { field: 'rate_per_minute', label: 'Requests a minute', hint: 'Empty: as the server is set up.' },
] as const;

/** Name and limits of a key. */
export function KeyFields({ values, onChange, problemOf, limitsLocked, first }: KeyFieldsProps) {
  return (
    <>
      <Field label="Name" hint="What or who uses it, for you to know it by." problem={problemOf('name')}>
        {(control) => (
          <input
            {...control}
            className="input"
            maxLength={100}
            autoComplete="off"
            data-first-focus={first}
            value={values.name}
            onChange={(event) => onChange({ ...values, name: event.target.value })}
          />
        )}
      </Field>
      {limitsLocked && <p className="hint">{limitsLocked}</p>}
      <div className="form-row">
        {LIMITS.map(({ field, label, hint }) => (
          <Field key={field} label={label} hint={hint} problem={problemOf(field)}>
            {(control) => (
              <input
                {...control}
                className="input"
                inputMode="decimal"
                autoComplete="off"
                disabled={limitsLocked !== undefined}
                value={values[field]}
                onChange={(event) => onChange({ ...values, [field]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
    </>
  );
}
