/** At most this many UTF-16 units, with an ellipsis where something is missing, and no half of a surrogate pair. */
export function cut(text: string, maxChars: number): string {
  return text.length > maxChars ? `${text.slice(0, maxChars - 1).replace(/[\ud800-\udbff]$/, '')}…` : text;
}
