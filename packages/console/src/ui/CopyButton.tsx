import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './Button.js';
import { copyText } from './copy.js';
import { useToast } from './toast.js';

/** Copies a text and says so for a moment. `label` names it for screen readers where the words do not. */
export function CopyButton({
  text,
  words = 'Copy',
  label,
}: {
  text: string;
  words?: string;
  label?: string;
}) {
  const [copied, setCopied] = useState(false);
  const toast = useToast();
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1800);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    if (await copyText(text)) setCopied(true);
    else
      toast({
        title: 'Not copied',
        text: 'The browser gave no clipboard. Select the text and copy it by hand.',
      });
  };
  return (
    <Button
      size="small"
      look="quiet"
      aria-label={label}
      icon={copied ? <Check size={15} /> : <Copy size={15} />}
      onClick={copy}
    >
      <span aria-live="polite">{copied ? 'Copied' : words}</span>
    </Button>
  );
}
