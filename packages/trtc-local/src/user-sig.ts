/**
 * When a user sig ends, in ms since 1970; undefined if it cannot be read. The sig is a deflated JSON object in base64
 * with `*`, `-` and `_` for `+`, `/` and `=` (Tencent's TLS-sig-api v2). It is read only to tell a sig that ran out
 * from a wrong one; the server is who checks it.
 */
export async function userSigEnd(userSig: string): Promise<number | undefined> {
  try {
    const packed = atob(userSig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '='));
    const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
    const text = await new Response(
      new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate')),
    ).text();
    const fields: unknown = JSON.parse(text);
    if (typeof fields !== 'object' || fields === null) return undefined;
    const values = new Map(Object.entries(fields));
    const endS = Number(values.get('TLS.time')) + Number(values.get('TLS.expire'));
    return Number.isFinite(endS) ? endS * 1000 : undefined;
  } catch {
    return undefined;
  }
}
