import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { toCurl } from './curl.js';

/** The words that a shell makes of a command, with `curl` replaced by something that prints them. */
function words(command: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`;
  const printed = execFileSync('sh', ['-c', script], { env: { API_KEY: 'the-key' }, encoding: 'utf8' });
  return printed.split('\0').slice(0, -1);
}

describe('toCurl', () => {
  it('leaves the key to the shell', () => {
    const command = toCurl({ method: 'GET', path: '/a?id=1' }, 'http://127.0.0.1:8080');
    expect(command).toContain('$API_KEY');
    expect(words(command)).toEqual(['-s', 'http://127.0.0.1:8080/a?id=1', '-H', 'x-api-key: the-key']);
  });

  it('survives the shell whatever the body contains', () => {
    const body = { text: `it's "quoted", costs $5 & \`rm\`\\n`, more: 'ä — 👋' };
    const sent = words(toCurl({ method: 'POST', path: '/b', body }, 'https://avatar.example'));
    expect(sent.slice(0, 4)).toEqual(['-s', '-X', 'POST', 'https://avatar.example/b']);
    expect(sent).toContain('content-type: application/json');
    expect(JSON.parse(sent.at(-1) ?? '')).toEqual(body);
  });

  it('quotes an address with shell characters', () => {
    expect(words(toCurl({ method: 'GET', path: "/c?x=1&y='$HOME'" }, 'http://h'))[1]).toBe(
      "http://h/c?x=1&y='$HOME'",
    );
  });
});
