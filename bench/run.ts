import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { benchApi } from './api/index.js';
import { benchConversation } from './conversation/index.js';
import { benchLipsync } from './lipsync/index.js';
import { benchLipsyncLive } from './lipsync-live/index.js';
import { benchLive } from './live/index.js';
import { benchOwnAvatars } from './own-avatars/index.js';
import { benchRender } from './render/index.js';
import { benchSpeech } from './speech/index.js';
import { type Comparison, printComparison, printTable, type Row } from './table.js';

export interface BenchOptions {
  /** Fewer and shorter runs. */
  quick: boolean;
  /** A folder with a training corpus, for lip sync. */
  corpus?: string;
  /** A folder for a sample of each voice, for speech. */
  samples?: string;
  /** The file of an avatar pack, for render. */
  pack?: string;
}

export interface BenchResult {
  /** Printed before the rows. */
  comparisons?: Comparison[];
  rows: Row[];
  data: object;
}

const SUITES: Record<string, (options: BenchOptions) => Promise<BenchResult>> = {
  live: benchLive,
  'lipsync-live': benchLipsyncLive,
  api: benchApi,
  lipsync: benchLipsync,
  speech: benchSpeech,
  conversation: benchConversation,
  render: benchRender,
  'own-avatars': benchOwnAvatars,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
    corpus: { type: 'string' },
    samples: { type: 'string' },
    pack: { type: 'string' },
  },
});
const names = positionals.length > 0 ? positionals : Object.keys(SUITES);
const report: Record<string, unknown> = {
  date: new Date().toISOString(),
  machine: {
    cpu: os.cpus()[0]?.model,
    cores: os.cpus().length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
  },
};
for (const name of names) {
  const suite = SUITES[name];
  if (!suite) {
    console.error(`no bench named "${name}"; there is: ${Object.keys(SUITES).join(', ')}`);
    process.exit(2);
  }
  const loadBefore = os.loadavg()[0];
  const {
    comparisons = [],
    rows,
    data,
  } = await suite({ quick: values.quick, corpus: values.corpus, samples: values.samples, pack: values.pack });
  for (const comparison of comparisons) printComparison(comparison);
  printTable(`${name} · load before ${loadBefore?.toFixed(2)} on ${os.cpus().length} cores`, rows);
  report[name] = { loadBefore, ...data };
}
if (values.json === undefined) console.log(`\n${JSON.stringify(report)}`);
else writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
process.exit(0);
