import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { plainWords } from '../../api/errors.js';
import { Button } from '../../ui/Button.js';
import { useToast } from '../../ui/toast.js';
import type { SourceEditor } from './source-editor.js';

interface TryAgainProps {
  editor: SourceEditor;
  sources: readonly { status: number }[];
}

/** Has the server try again what failed: it does so for all of them at once. */
export function TryAgain({ editor, sources }: TryAgainProps) {
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const failed = sources.filter(({ status }) => status === 4).length;
  if (failed === 0) return null;
  const retry = async () => {
    setBusy(true);
    try {
      await editor.retryFailed();
    } catch (error) {
      toast({ title: 'Not tried again', text: plainWords(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button size="small" icon={<RotateCcw size={14} />} disabled={busy} onClick={retry}>
      Try {failed === 1 ? 'the failed one' : `the ${failed} failed`} again
    </Button>
  );
}
