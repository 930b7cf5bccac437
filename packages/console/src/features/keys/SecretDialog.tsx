import type { ApiKeyWithSecret } from '../../api/keys.js';
import { Button } from '../../ui/Button.js';
import { CodeBlock } from '../../ui/CodeBlock.js';
import { CopyField } from '../../ui/CopyField.js';
import { Dialog } from '../../ui/Dialog.js';
import { Notice } from '../../ui/Notice.js';
import { useWorkspace } from '../../workspace/context.js';

/** A new secret, shown this once: it is not put away by accident. */
export function SecretDialog({ made, onClose }: { made: ApiKeyWithSecret; onClose(): void }) {
  const { baseUrl } = useWorkspace();
  const lines = [`BASE=${baseUrl}`, `API_KEY=${made.api_key}`, `CLIENT_ID=${made.client_id}`];
  return (
    <Dialog title={`Secret of “${made.name}”`} className="modal wide" dismissable={false} onClose={onClose}>
      <Notice>Copy it now. It is not shown again, and nobody can look it up later.</Notice>
      <CopyField label="API key" value={made.api_key} />
      <CopyField label="Client id" value={made.client_id} />
      <CodeBlock title="For an .env file" text={lines.join('\n')} words="Copy lines" />
      <p className="hint">
        Clients send the key as <code>x-api-key</code>. For <code>getToken</code> it is the{' '}
        <code>clientSecret</code>, and it opens the key’s webhooks.
      </p>
      <div className="dialog-ways">
        <Button look="primary" onClick={onClose}>
          I have it
        </Button>
      </div>
    </Dialog>
  );
}
