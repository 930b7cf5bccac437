import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { onSignedOut } from '../api/client.js';
import { me } from '../api/endpoints.js';
import { plainWords } from '../api/errors.js';
import type { ConsoleMe } from '../api/types.js';
import { SignIn } from '../features/signin/SignIn.js';
import { Button } from '../ui/Button.js';
import { type ToastEntry, Toasts } from '../ui/Toasts.js';
import { type ToastContent, ToastContext } from '../ui/toast.js';

// Apart, since it brings livekit-client: the sign-in page is there at once.
const Workspace = lazy(() => import('./Workspace.js'));

type Access =
  | { state: 'asking' }
  | { state: 'in'; me: ConsoleMe }
  | { state: 'out'; why?: string }
  | { state: 'failed'; why: string };

export function App() {
  const [access, setAccess] = useState<Access>({ state: 'asking' });
  const [toasts, setToasts] = useState<ToastEntry[]>([]);
  const nextToast = useRef(0);
  const showToast = useCallback((toast: ToastContent) => {
    setToasts((shown) => [...shown.slice(-2), { ...toast, id: nextToast.current++ }]);
  }, []);
  const dismiss = useCallback(
    (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)),
    [],
  );

  const ask = useCallback(async () => {
    setAccess({ state: 'asking' });
    try {
      const who = await me();
      setAccess(who.signedIn ? { state: 'in', me: who } : { state: 'out', why: linkProblem() });
    } catch (error) {
      setAccess({ state: 'failed', why: plainWords(error) });
    }
  }, []);

  useEffect(() => {
    onSignedOut(() =>
      setAccess((now) => (now.state === 'in' ? { state: 'out', why: 'Your sign-in has ended.' } : now)),
    );
    void ask();
  }, [ask]);

  return (
    <ToastContext value={showToast}>
      {access.state === 'asking' && <Waiting />}
      {access.state === 'failed' && <Unreachable why={access.why} onRetry={ask} />}
      {access.state === 'out' && <SignIn why={access.why} onSignedIn={ask} />}
      {access.state === 'in' && (
        <Suspense fallback={<Waiting />}>
          <Workspace me={access.me} onSignedOut={() => setAccess({ state: 'out' })} />
        </Suspense>
      )}
      <Toasts entries={toasts} onDismiss={dismiss} />
    </ToastContext>
  );
}

/** The server sends a reader with a stale one-time link here with `?link=…` in the address. */
function linkProblem(): string | undefined {
  if (!new URLSearchParams(location.search).has('link')) return undefined;
  history.replaceState(null, '', location.pathname + location.hash);
  return 'That link has been used already or is too old. Sign in with the API key, or restart the server for a new link.';
}

function Waiting() {
  return (
    <main className="whole-page" aria-busy="true">
      <span className="spinner" />
      <span className="visually-hidden">Loading</span>
    </main>
  );
}

function Unreachable({ why, onRetry }: { why: string; onRetry(): void }) {
  return (
    <main className="whole-page">
      <h1>No answer</h1>
      <p className="hint">{why}</p>
      <Button look="primary" onClick={onRetry}>
        Try again
      </Button>
    </main>
  );
}
