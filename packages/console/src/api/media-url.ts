/**
 * Pictures and sound samples as this page may load them: from the origin it came from. The server names them
 * by its public URL, which can differ from the address in the browser (a tunnel, `localhost`).
 */
export function mediaUrl(url: string | null | undefined): string | undefined {
  if (!url) return undefined;
  if (!/^https?:/i.test(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
}
