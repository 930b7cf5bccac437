import { toCurl } from '../../api/curl.js';
import { requests } from '../../api/endpoints.js';
import { useLiveSession } from '../../live/useLiveSession.js';
import { CodeBlock } from '../../ui/CodeBlock.js';
import { Dialog } from '../../ui/Dialog.js';
import { useWorkspace } from '../../workspace/context.js';

/** This session as a developer meets it: the requests of its life, and the frames on its data channel. */
export function ApiDrawer({ onClose }: { onClose(): void }) {
  const { state } = useLiveSession();
  const { plan, session, frames } = state;
  const { baseUrl } = useWorkspace();
  return (
    <Dialog title="API" className="drawer" onClose={onClose}>
      <p className="hint">
        What this page has sent, with your key as <code>$API_KEY</code>.
      </p>
      {plan && (
        <CodeBlock
          title="Create"
          text={toCurl(requests.createSession(plan.request), baseUrl)}
          words="Copy as curl"
        />
      )}
      {session && (
        <>
          <CodeBlock
            title="Detail"
            text={toCurl(requests.sessionDetail(session._id), baseUrl)}
            words="Copy as curl"
          />
          <CodeBlock
            title="Close"
            text={toCurl(requests.closeSession(session._id), baseUrl)}
            words="Copy as curl"
          />
        </>
      )}
      <section className="code-block">
        <h3 className="label">Data channel</h3>
        {frames.length === 0 ? (
          <p className="hint">No frame has travelled yet.</p>
        ) : (
          <ol className="frames">
            {frames.toReversed().map((frame) => (
              <li key={frame.id} data-direction={frame.direction}>
                <span title={frame.direction === 'out' ? 'Sent' : 'Received'}>
                  {frame.direction === 'out' ? '→' : '←'}
                </span>
                <code>{frame.json}</code>
              </li>
            ))}
          </ol>
        )}
      </section>
    </Dialog>
  );
}
