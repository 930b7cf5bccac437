import { readOptions, USAGE } from './options.js';
import { count, type Report, sectionText, summaryText } from './report.js';
import { SECTIONS } from './rules/index.js';
import { probe } from './suite/probe.js';
import { matching } from './suite/rule.js';
import { Run } from './suite/run.js';
import { runSections } from './suite/runner.js';
import { UsageError } from './suite/usage-error.js';

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const { only } = options;
  const sections = only === null ? SECTIONS : matching(SECTIONS, only);
  if (only !== null && sections.length === 0) {
    throw new UsageError(`--only: no section or rule matches "${only.source}"`);
  }
  const startedAt = new Date();
  const run = new Run(options.baseUrl, options.environment);
  const mode = await probe(run);
  // Interrupted, it still removes what it has made; the second time it ends at once.
  let interrupted = false;
  process.once('SIGINT', () => {
    interrupted = true;
  });
  const reports = await runSections(
    sections,
    run,
    (section) => options.json || console.log(sectionText(section)),
    () => interrupted,
  );
  const report: Report = {
    target: run.baseUrl,
    mode,
    startedAt: startedAt.toISOString(),
    tookMs: Date.now() - startedAt.getTime(),
    passed: count(reports, 'pass'),
    failed: count(reports, 'fail'),
    skipped: count(reports, 'skipped'),
    sections: reports,
  };
  console.log(options.json ? JSON.stringify(report, null, 2) : summaryText(report));
  return interrupted ? 130 : Number(report.failed > 0);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    if (!(error instanceof UsageError)) {
      throw error;
    }
    console.error(error.message);
    process.exitCode = 2;
  },
);
