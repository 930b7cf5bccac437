import type { ReactNode } from 'react';
import { Field } from './Field.js';

const number = new Intl.NumberFormat();

interface CountedFieldProps {
  label: string;
  hint?: ReactNode;
  value: string;
  /** More can be typed or pasted, so that nothing is cut off unseen; it is said to be too much. */
  maxLength: number;
  /** Lines; one line by default. */
  rows?: number;
  problem?: string;
  readOnly?: boolean;
  /** In a dialog: has the focus when it opens. */
  firstFocus?: boolean;
  onChange(value: string): void;
}

/** A text of limited length, with how much of it there is. */
export function CountedField(props: CountedFieldProps) {
  const { label, hint, value, maxLength, rows = 1, readOnly, firstFocus, onChange } = props;
  const over = value.length - maxLength;
  const problem =
    over > 0 ? `${number.format(over)} ${over === 1 ? 'character' : 'characters'} too many` : props.problem;
  return (
    <Field
      label={
        <span className="counted-label">
          {label}
          <span className="hint figures-text" data-over={over > 0 || undefined}>
            {number.format(value.length)} of {number.format(maxLength)}
          </span>
        </span>
      }
      hint={hint}
      problem={problem}
    >
      {(control) =>
        rows === 1 ? (
          <input
            {...control}
            className="input"
            autoComplete="off"
            value={value}
            readOnly={readOnly}
            data-first-focus={firstFocus || undefined}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <textarea
            {...control}
            className="input"
            rows={rows}
            value={value}
            readOnly={readOnly}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}
