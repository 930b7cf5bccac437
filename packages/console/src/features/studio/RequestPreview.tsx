import { toCurl } from '../../api/curl.js';
import { requests } from '../../api/endpoints.js';
import type { CreateSession } from '../../api/types.js';
import { CodeBlock } from '../../ui/CodeBlock.js';
import { useWorkspace } from '../../workspace/context.js';

/** What the start button sends, as it changes with the choices. */
export function RequestPreview({ request }: { request: CreateSession }) {
  const { baseUrl } = useWorkspace();
  const text = toCurl(requests.createSession(request), baseUrl);
  return (
    <div className="request-preview">
      <CodeBlock title="The same start from a shell" text={text} words="Copy as curl" />
    </div>
  );
}
