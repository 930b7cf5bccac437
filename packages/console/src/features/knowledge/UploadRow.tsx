import { FileText, RotateCcw, X } from 'lucide-react';
import { Badge } from '../../ui/Badge.js';
import { Button } from '../../ui/Button.js';
import { bytes } from '../../ui/bytes.js';
import { Progress } from '../../ui/Progress.js';
import type { UploadItem, UploadQueue, UploadState } from '../../upload/queue.js';

const WORDS: Record<UploadState, string> = {
  waiting: 'Waiting',
  sending: 'Uploading',
  filing: 'Adding',
  failed: 'Not uploaded',
  refused: 'Not taken',
};

/** A file on its way into a knowledge base. */
export function UploadRow({ item, queue }: { item: UploadItem; queue: UploadQueue }) {
  const { id, file, state, sentBytes, problem, stored } = item;
  const isBad = state === 'failed' || state === 'refused';
  return (
    <li className="source" data-uploading={!isBad || undefined}>
      <span className="source-icon" aria-hidden>
        <FileText size={18} />
      </span>
      <div className="source-words">
        <span className="source-name">{file.name}</span>
        {isBad ? (
          <p className="field-problem" role="alert">
            {problem}
          </p>
        ) : (
          <>
            <Progress
              label={`Upload of ${file.name}`}
              part={state === 'filing' ? 1 : file.size === 0 ? 0 : sentBytes / file.size}
            />
            <span className="hint figures-text">
              {state === 'sending' ? `${bytes(sentBytes)} of ${bytes(file.size)}` : bytes(file.size)}
            </span>
          </>
        )}
      </div>
      <Badge look={isBad ? 'failed' : 'waiting'}>
        {stored && state === 'failed' ? 'Not added' : WORDS[state]}
      </Badge>
      <span className="source-ways">
        {state === 'failed' && (
          <Button
            look="quiet"
            size="small"
            icon={<RotateCcw size={15} />}
            aria-label={`Try ${file.name} again`}
            title="Try again"
            onClick={() => queue.retry(id)}
          />
        )}
        {state !== 'filing' && (
          <Button
            look="quiet"
            size="small"
            icon={<X size={16} />}
            aria-label={isBad ? `Dismiss ${file.name}` : `Cancel ${file.name}`}
            title={isBad ? 'Dismiss' : 'Cancel'}
            onClick={() => queue.remove(id)}
          />
        )}
      </span>
    </li>
  );
}
