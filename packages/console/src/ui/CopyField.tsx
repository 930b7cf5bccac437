import { Eye, EyeOff } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from './Button.js';
import { CopyButton } from './CopyButton.js';

interface CopyFieldProps {
  label: string;
  value: string;
  /** Covered until the reader asks to see it; it can be copied all the same. */
  secret?: boolean;
}

/** One line of text to take along, such as an id. */
export function CopyField({ label, value, secret = false }: CopyFieldProps) {
  const id = useId();
  const [covered, setCovered] = useState(secret);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="copy-field">
        <input
          id={id}
          className="input"
          readOnly
          spellCheck={false}
          autoComplete="off"
          type={covered ? 'password' : 'text'}
          value={value}
          onFocus={(event) => event.target.select()}
        />
        {secret && (
          <Button
            look="quiet"
            size="small"
            icon={covered ? <Eye size={16} /> : <EyeOff size={16} />}
            aria-label={covered ? `Show: ${label}` : `Hide: ${label}`}
            onClick={() => setCovered(!covered)}
          />
        )}
        <CopyButton text={value} label={`Copy: ${label}`} />
      </div>
    </div>
  );
}
