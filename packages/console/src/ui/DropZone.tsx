import { type DragEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

interface DropZoneProps {
  /** What can be dropped here, for screen readers and as the first line. */
  label: string;
  hint?: ReactNode;
  icon?: ReactNode;
  /** As the browser's file picker takes it. */
  accept: string;
  multiple?: boolean;
  onFiles(files: File[]): void;
}

/** Takes files that are dropped on it, or that are picked by mouse or keyboard. */
export function DropZone({ label, hint, icon, accept, multiple = false, onFiles }: DropZoneProps) {
  const hintId = useId();
  const input = useRef<HTMLInputElement>(null);
  // Leaving a child counts as leaving, so entries are counted.
  const depth = useRef(0);
  const [over, setOver] = useState(false);
  useEffect(keepPageOnMissedDrop, []);

  const take = (list: FileList | null) => {
    const files = [...(list ?? [])];
    if (files.length > 0) onFiles(multiple ? files : files.slice(0, 1));
  };
  const hover = (event: DragEvent, change: 1 | -1) => {
    if (!hasFiles(event)) return;
    depth.current += change;
    setOver(depth.current > 0);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for the mouse; the file input inside takes keys
    <div
      className="drop-zone"
      data-over={over || undefined}
      onDragEnter={(event) => hover(event, 1)}
      onDragLeave={(event) => hover(event, -1)}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      {icon && (
        <span className="empty-icon" aria-hidden>
          {icon}
        </span>
      )}
      <span className="drop-label" aria-hidden>
        {over ? 'Drop it here' : label}
      </span>
      {hint && (
        <span className="hint" id={hintId}>
          {hint}
        </span>
      )}
      <input
        ref={input}
        type="file"
        aria-label={label}
        aria-describedby={hint ? hintId : undefined}
        accept={accept}
        multiple={multiple}
        onChange={() => {
          take(input.current?.files ?? null);
          // So that the same file can be picked again.
          if (input.current) input.current.value = '';
        }}
      />
    </div>
  );
}

const hasFiles = ({ dataTransfer }: Pick<globalThis.DragEvent, 'dataTransfer'>): boolean =>
  dataTransfer?.types.includes('Files') ?? false;

/** A file that is dropped beside the zone would be opened by the browser in place of the page. */
function keepPageOnMissedDrop(): () => void {
  const keep = (event: globalThis.DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    const zone = event.target instanceof Element && event.target.closest('.drop-zone');
    if (event.dataTransfer && !zone) event.dataTransfer.dropEffect = 'none';
  };
  addEventListener('dragover', keep);
  addEventListener('drop', keep);
  return () => {
    removeEventListener('dragover', keep);
    removeEventListener('drop', keep);
  };
}
