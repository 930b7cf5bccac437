/** What a person is told when the server has started. */
export interface BannerFacts {
  version: string;
  baseUrl: string;
  /** Signs in to the console, once. */
  signInUrl: string;
  /** Made at this start, and shown never again. */
  made: { apiKey?: string; clientId?: string };
  dataDir: string;
  startedInMs: number;
}

export function banner(facts: BannerFacts): string {
  const { made } = facts;
  const lines = [
    '',
    `  Avatarium ${facts.version} is ready (${(facts.startedInMs / 1000).toFixed(1)} s)`,
    '',
    `  Console    ${facts.signInUrl}`,
    '             (this link signs you in once, within 15 minutes)',
    `  API        ${facts.baseUrl}`,
  ];
  if (made.apiKey !== undefined) {
    lines.push(`  API key    ${made.apiKey}`);
  }
  if (made.clientId !== undefined) {
    lines.push(`  Client id  ${made.clientId}`);
  }
  if (made.apiKey !== undefined || made.clientId !== undefined) {
    lines.push('             (shown only now: keep it, or set API_KEY and CLIENT_ID yourself)');
  }
  lines.push(`  Data       ${facts.dataDir}`, '', '  Ctrl+C stops it.', '');
  return lines.join('\n');
}
