/**
 * The bytes of a file that comes with the package: read from disk in Node, fetched where a bundler put it in a
 * browser. Throws an Error that names the file when it cannot be had.
 */
export async function readAsset(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  try {
    if (url.protocol === 'file:') {
      // Not an import: bundlers for browsers would stumble over it.
      return new Uint8Array(await process.getBuiltinModule('node:fs/promises').readFile(url));
    }
    const response = await fetch(url);
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`Lip sync cannot read ${url.href}: ${why}`, { cause: error });
  }
}
