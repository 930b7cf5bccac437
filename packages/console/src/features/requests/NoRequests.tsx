import { ScrollText } from 'lucide-react';
import { toCurl } from '../../api/curl.js';
import { Button } from '../../ui/Button.js';
import { CodeBlock } from '../../ui/CodeBlock.js';
import { Empty } from '../../ui/Empty.js';
import { useWorkspace } from '../../workspace/context.js';

/** Two rules are broken, and one field is not known: there is something to see. */
const EXAMPLE = {
  method: 'POST',
  path: '/api/open/v4/liveAvatar/session/create',
  body: { avatar_id: 'ava', duration: 99_999, mode_type: 3, colour: 'red' },
} as const;

export function NoRequests({ filtered, onShowAll }: { filtered: boolean; onShowAll(): void }) {
  const { baseUrl } = useWorkspace();
  if (filtered) {
    return (
      <Empty
        icon={<ScrollText size={26} />}
        title="None of these"
        actions={<Button onClick={onShowAll}>Show all</Button>}
      >
        No request that is remembered matches.
      </Empty>
    );
  }
  return (
    <Empty icon={<ScrollText size={26} />} title="No request yet">
      <p>
        Send one, and it appears here within seconds: what was sent, what was made of it, and which documented
        rule it broke. This one breaks two:
      </p>
      <CodeBlock title="Try it" text={toCurl(EXAMPLE, baseUrl)} words="Copy as curl" />
    </Empty>
  );
}
