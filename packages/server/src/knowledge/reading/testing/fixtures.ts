import { fileURLToPath } from 'node:url';

/** Path of a document that lies beside this file; see the README there for where they come from. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
}
