/** How the server's reasons begin when they leave it to the reader what they are about. */
const PREDICATE =
  /^(?:is|has|was|holds|takes|makes|names|must|leads|redirects|unpacks|cannot|could|does|did|ends|began)\b/;

/**
 * A reason of the server as a sentence: `url: is larger than 5 MB` as `It is larger than 5 MB.`
 * @param subject what it is about
 */
export function reason(message: string, subject = 'It'): string {
  // What stands before it names a field, or the address that the reader sees beside it.
  const bare = message.replace(/^(?:[a-z][\w.]*|https?:\/\/\S+): /, '').trim();
  if (bare === '') return 'The server gave no reason.';
  const whole = PREDICATE.test(bare) ? `${subject} ${bare}` : bare.charAt(0).toUpperCase() + bare.slice(1);
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}
