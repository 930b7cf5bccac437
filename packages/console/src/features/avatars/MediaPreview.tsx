import { Check, RotateCcw, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../../ui/Button.js';
import { bytes } from '../../ui/bytes.js';
import { Progress } from '../../ui/Progress.js';
import type { OneUpload } from '../../upload/useOneUpload.js';
import { shownAs } from './new-avatar.js';

/** The chosen file as it looks, and how far it is on its way. */
export function MediaPreview({ upload }: { upload: OneUpload }) {
  const { file, state, sentBytes, problem, drop } = upload;
  const address = useObjectUrl(file);
  if (!file) return null;
  const shown = state === 'refused' || !address ? null : shownAs(file.name);
  return (
    <div className="media-preview">
      {shown === 'video' && <video src={address} muted playsInline preload="metadata" aria-hidden />}
      {shown === 'picture' && <img src={address} alt="" />}
      <div className="media-preview-words">
        <span className="row-main">{file.name}</span>
        {state === 'sending' && (
          <>
            <Progress label={`Upload of ${file.name}`} part={file.size === 0 ? 1 : sentBytes / file.size} />
            <span className="hint figures-text">
              {bytes(sentBytes)} of {bytes(file.size)}
            </span>
          </>
        )}
        {state === 'stored' && (
          <span className="hint good">
            <Check size={15} aria-hidden /> Uploaded, {bytes(file.size)}
          </span>
        )}
        {problem && (
          <p className="field-problem" role="alert">
            {problem}
          </p>
        )}
      </div>
      {state === 'failed' && (
        <Button size="small" icon={<RotateCcw size={15} />} onClick={upload.retry}>
          Try again
        </Button>
      )}
      <Button
        look="quiet"
        size="small"
        icon={<X size={16} />}
        aria-label={`Take ${file.name} away`}
        onClick={drop}
      />
    </div>
  );
}

/** An address of the file within this page. */
function useObjectUrl(file: File | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!file) return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
      setUrl(undefined);
    };
  }, [file]);
  return url;
}
