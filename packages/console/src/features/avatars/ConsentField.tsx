import { useId } from 'react';
import { CONSENTS, type ConsentChoice } from './new-avatar.js';

interface ConsentFieldProps {
  value: ConsentChoice | undefined;
  /** It was not answered, and has to be. */
  missing: boolean;
  onChange(value: ConsentChoice): void;
}

/** Asks whether the person who is seen agrees; the answer is stored with the avatar, word for word. */
export function ConsentField({ value, missing, onChange }: ConsentFieldProps) {
  const id = useId();
  const chosen = CONSENTS.find((consent) => consent.value === value);
  return (
    <fieldset className="field consent" aria-describedby={`${id}-hint`}>
      <legend>Does the person who is seen agree?</legend>
      <div className="segmented">
        {CONSENTS.map((consent) => (
          <label key={consent.value}>
            <input
              type="radio"
              name={id}
              checked={consent.value === value}
              onChange={() => onChange(consent.value)}
            />
            {consent.label}
          </label>
        ))}
      </div>
      {missing && !chosen && (
        <p className="field-problem" role="alert">
          Say who is seen before the avatar is made.
        </p>
      )}
      <p className="hint" id={`${id}-hint`}>
        {chosen ? `Stored with the avatar: “${chosen.statement}”` : 'Your answer is stored with the avatar.'}
      </p>
    </fieldset>
  );
}
