/**
 * A process of viewers that watch and listen but measure nothing, so that a session has the viewer that a real
 * one has. It runs at the lowest priority: decoding happens on the viewers' machines in real life, and must not
 * take the cores from the server whose capacity is measured. Reads one `{url, token, say?}` a line; ends with stdin.
 */
import os from 'node:os';
import { createInterface } from 'node:readline';
import { Viewer } from '@avatarium/tests/support';

os.setPriority(os.constants.priority.PRIORITY_LOW);
for await (const line of createInterface({ input: process.stdin })) {
  const { url, token, say } = JSON.parse(line) as { url: string; token: string; say?: string };
  const viewer = await Viewer.join(url, token);
  if (say) await viewer.chat('talk', say);
  console.log('joined');
}
process.exit(0);
