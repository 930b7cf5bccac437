const MAX_SHOWN_CHARS = 400;

/** Text that can be shown: without secrets and tokens, in one line, and not too long. */
export function printable(text: string, secrets: ReadonlySet<string>): string {
  let shown = text;
  for (const secret of secrets) {
    shown = shown.replaceAll(secret, '(secret)');
  }
  shown = shown.replace(/eyJ[\w-]*\.[\w-]+\.[\w-]+/g, '(token)').replace(/\s+/g, ' ');
  return shown.length > MAX_SHOWN_CHARS ? `${shown.slice(0, MAX_SHOWN_CHARS)} …` : shown;
}
