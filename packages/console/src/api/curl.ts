import type { ApiRequest } from './client.js';

/** A longer body is set out over several lines, characters. */
const MAX_LINE = 60;

/**
 * The request as a shell command. The key stays a variable, `$API_KEY`: the page does not know it.
 * @param origin scheme and host of the server, such as `http://127.0.0.1:8080`
 */
export function toCurl(request: ApiRequest, origin: string): string {
  const url = `${origin}${request.path}`;
  const lines = [
    request.method === 'GET'
      ? `curl -s ${shellQuote(url)}`
      : `curl -s -X ${request.method} ${shellQuote(url)}`,
  ];
  lines.push('-H "x-api-key: $API_KEY"');
  if (request.body !== undefined) {
    lines.push('-H "content-type: application/json"');
    const oneLine = JSON.stringify(request.body);
    const json = oneLine.length <= MAX_LINE ? oneLine : JSON.stringify(request.body, null, 2);
    lines.push(`-d ${shellQuote(json)}`);
  }
  return lines.join(' \\\n  ');
}

/** One word for a POSIX shell, whatever it contains. */
function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
