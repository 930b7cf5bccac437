/**
 * Where the compiled file of a worker thread is. Threads load JavaScript, so code that runs from `src` (under
 * the test runner) is sent to its twin in `dist`.
 */
export function workerUrl(importMetaUrl: string, relativePath: string): URL {
  const url = new URL(relativePath, importMetaUrl);
  url.pathname = url.pathname.replace('/packages/server/src/', '/packages/server/dist/');
  return url;
}
