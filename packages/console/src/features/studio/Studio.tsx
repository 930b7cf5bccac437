import { useEffect, useState } from 'react';
import { findLeftover } from '../../live/leftover.js';
import { useLiveSession } from '../../live/useLiveSession.js';
import { Button } from '../../ui/Button.js';
import { useWorkspace } from '../../workspace/context.js';
import { hasChoice, loadSetup, planStart, type Setup, saveSetup } from '../../workspace/setup.js';
import { ApiDrawer } from './ApiDrawer.js';
import { ControlBar } from './ControlBar.js';
import { Conversation } from './Conversation.js';
import { FiguresPanel } from './FiguresPanel.js';
import { KeyboardHelp } from './KeyboardHelp.js';
import { Palette } from './Palette.js';
import { RequestPreview } from './RequestPreview.js';
import { SetupPanel } from './SetupPanel.js';
import { Stage } from './Stage.js';
import { useShortcuts } from './useShortcuts.js';
import { useStart } from './useStart.js';

/** Choose, start, and be with the presenter. */
export function Studio() {
  const { state } = useLiveSession();
  const { catalog, reloadCatalog } = useWorkspace();
  const [setup, setSetup] = useState<Setup>(loadSetup);
  const [leftover, setLeftover] = useState<string>();
  const [open, setOpen] = useState<'api' | 'keys'>();
  const { start, rejoin, problem } = useStart();
  useShortcuts(() => setOpen('keys'));

  const { phase } = state;
  const idle = phase === 'idle';
  // What was just made and chosen on another page is not taken for something unknown.
  const waiting =
    catalog.state === 'loading' ||
    (catalog.state === 'ready' && catalog.reloading && !hasChoice(catalog, setup));
  const plan = catalog.state === 'ready' && !waiting ? planStart(setup, catalog) : undefined;

  useEffect(() => {
    if (idle) void findLeftover().then(setLeftover);
  }, [idle]);

  const change = (part: Partial<Setup>) => {
    const next = { ...setup, ...part };
    setSetup(next);
    saveSetup(next);
  };

  return (
    <main className="studio" data-phase={phase}>
      <h1 className="visually-hidden">Studio</h1>
      {/* First for the keyboard and for screen readers; beside or below the stage for the eye. */}
      <aside className="studio-side" aria-label={idle ? 'Set-up' : 'Conversation'}>
        {!idle && <Conversation />}
        {idle && catalog.state === 'ready' && !waiting && (
          <SetupPanel
            catalog={catalog}
            setup={setup}
            onChange={change}
            problem={problem}
            leftover={leftover}
            onRejoin={rejoin}
            onStart={() => plan && start(plan)}
          />
        )}
        {idle && waiting && (
          <div className="side-empty" aria-busy="true">
            <span className="spinner" />
            <p className="hint">Looking for presenters…</p>
          </div>
        )}
        {idle && catalog.state === 'failed' && (
          <div className="side-empty">
            <h2>Nothing to choose from</h2>
            <p className="hint">{catalog.why}</p>
            <Button look="primary" onClick={reloadCatalog}>
              Try again
            </Button>
          </div>
        )}
      </aside>
      <div className="studio-main">
        <Stage plan={idle ? plan : state.plan} onStartAgain={start} onRejoin={rejoin} />
        {idle ? (
          plan && <RequestPreview request={plan.request} />
        ) : (
          <>
            <ControlBar onOpenApi={() => setOpen('api')} onOpenKeys={() => setOpen('keys')} />
            {phase !== 'ended' && <Palette />}
            <FiguresPanel />
          </>
        )}
      </div>
      {open === 'api' && <ApiDrawer onClose={() => setOpen(undefined)} />}
      {open === 'keys' && <KeyboardHelp onClose={() => setOpen(undefined)} />}
    </main>
  );
}
