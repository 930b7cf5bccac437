import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { freePort } from '../support/index.js';

interface VendorPage {
  /** A file beside this one, without its ending; in the page it is the module `./client.js`. */
  client: string;
  /** Of the page's head: what brings the vendor's SDK. */
  head: string;
  /** Of the page's only script, a module. */
  script: string;
}

/** Serves a client's page on an origin of its own, the client's TypeScript as the JavaScript that it becomes. */
export async function serveVendorPage({ client, head, script }: VendorPage): Promise<{
  url: string;
  close(): Promise<void>;
}> {
  const source = await readFile(fileURLToPath(new URL(`${client}.ts`, import.meta.url)), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  const html = `<!doctype html><title>client</title>${head}
<body><div id="local-video" style="width:160px;height:90px"></div><div id="remote-video" style="width:640px;height:360px"></div>
<script type="module">${script}</script>`;
  const server = createServer((request, reply) => {
    const isClient = request.url === '/client.js';
    reply.setHeader('content-type', isClient ? 'text/javascript' : 'text/html');
    reply.end(isClient ? outputText : html);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
