import { KeyRound, Link2 } from 'lucide-react';
import { type FormEvent, useId, useRef, useState } from 'react';
import { ApiError } from '../../api/client.js';
import { signIn } from '../../api/endpoints.js';
import { plainWords } from '../../api/errors.js';
import { Button } from '../../ui/Button.js';
import { Mark } from '../../ui/Mark.js';
import { Notice } from '../../ui/Notice.js';
import { Poster } from './Poster.js';

/** The key goes to the server once, in exchange for a cookie that no script can read. It is kept nowhere. */
export function SignIn({ why, onSignedIn }: { why?: string; onSignedIn(): void }) {
  const [problem, setProblem] = useState(why);
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const ids = { key: useId(), hint: useId() };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const key = input.current?.value.trim() ?? '';
    if (!key) {
      setProblem('Paste the API key first.');
      input.current?.focus();
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      await signIn(key);
      onSignedIn();
    } catch (error) {
      const wrong = error instanceof ApiError && error.isSignedOut;
      setProblem(
        wrong
          ? 'This key is not the one the server knows. Check that all of it was copied.'
          : plainWords(error),
      );
      input.current?.select();
    } finally {
      setBusy(false);
    }
  };

  return (
    <main className="signin">
      <Poster />
      <div className="signin-side">
        <form className="signin-form" onSubmit={submit}>
          <div className="brand">
            <Mark size={34} />
            <span>Avatarium</span>
          </div>
          <h1>Sign in to your server</h1>
          {problem && <Notice bad>{problem}</Notice>}
          <section className="signin-way">
            <h2 className="label">
              <Link2 size={16} aria-hidden /> With the link
            </h2>
            <p className="hint">
              When the server starts, it prints a link that works once. Open it and you are in, without typing
              anything.
            </p>
          </section>
          <section className="signin-way">
            <h2 className="label">
              <KeyRound size={16} aria-hidden /> <label htmlFor={ids.key}>With the API key</label>
            </h2>
            <input
              ref={input}
              id={ids.key}
              className="input"
              type="password"
              autoComplete="current-password"
              spellCheck={false}
              aria-describedby={ids.hint}
            />
            <p className="hint" id={ids.hint}>
              Printed at the first start, or set as <code>API_KEY</code>. This page does not keep it.
            </p>
          </section>
          <Button
            type="submit"
            look="primary"
            size="large"
            disabled={busy}
            icon={busy && <span className="spinner" />}
          >
            Sign in
          </Button>
        </form>
      </div>
    </main>
  );
}
