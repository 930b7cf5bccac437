import { toCurl } from '../../api/curl.js';
import type { LoggedRequest } from '../../api/requests.js';
import { CodeBlock } from '../../ui/CodeBlock.js';
import { Dialog } from '../../ui/Dialog.js';
import { Facts } from '../../ui/Facts.js';
import { Moment } from '../../ui/Moment.js';
import { useWorkspace } from '../../workspace/context.js';
import { Result } from './RequestTable.js';
import { isFailure, isIgnored, shortPath } from './words.js';

/** What a client sent, what the server made of it, and which rule it broke. */
export function RequestDrawer({ request, onClose }: { request: LoggedRequest; onClose(): void }) {
  const { baseUrl } = useWorkspace();
  const { method, path, query, body, broken, accepted } = request;
  const failed = isFailure(request);
  return (
    <Dialog title={`${method} ${shortPath(path)}`} className="drawer" onClose={onClose}>
      <div className="detail-head">
        <Result request={request} />
        <span>{request.msg}</span>
      </div>
      {failed && broken.length > 0 && (
        <section className="detail-part" aria-label="What was wrong">
          <h3>What was wrong</h3>
          <ul className="rules">
            {broken.map(({ field, problem, rule }) => (
              <li key={`${field} ${problem}`} className="broken">
                {field !== null && <code>{field}</code>}
                <span>{problem}</span>
                {rule !== problem && <span className="rule">The rule: {rule}</span>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Notes title="Ignored" notes={accepted.filter(isIgnored)} />
      <Notes title="Filled in or replaced" notes={accepted.filter((note) => !isIgnored(note))} />
      {Object.keys(query).length > 0 && (
        <CodeBlock title="Query, as it was sent" text={JSON.stringify(query, null, 2)} />
      )}
      {body !== null && <CodeBlock title="Body, as it was sent" text={JSON.stringify(body, null, 2)} />}
      <Facts
        facts={[
          ['When', <Moment key="when" at={request.time} seconds />],
          ['Path', <code key="path">{path}</code>],
          ['Key', request.key],
          ['Took', `${request.ms} ms`],
          ['HTTP status', request.status],
          ['Request id', <code key="id">{request.id}</code>],
        ]}
      />
      {isRepeatable(method) && (
        <CodeBlock
          title="The same from a shell"
          text={toCurl({ method, path: path + textOf(query), body: body ?? undefined }, baseUrl)}
          words="Copy as curl"
        />
      )}
      <p className="hint">Secrets are left out, and what is long is cut off, before the log sees it.</p>
    </Dialog>
  );
}

function Notes({ title, notes }: { title: string; notes: LoggedRequest['accepted'] }) {
  if (notes.length === 0) return null;
  return (
    <section className="detail-part" aria-label={title}>
      <h3>{title}</h3>
      <ul className="rules">
        {notes.map(({ field, note }) => (
          <li key={`${field} ${note}`}>
            <code>{field}</code>
            <span>{note}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const isRepeatable = (method: string): method is 'GET' | 'POST' | 'PATCH' | 'DELETE' =>
  ['GET', 'POST', 'PATCH', 'DELETE'].includes(method);

function textOf(query: LoggedRequest['query']): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => [name, String(one)]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}
