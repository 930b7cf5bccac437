import { megabytes } from './model-table.js';

const BAR = 30;
/** Where nobody watches, a line for each tenth. */
const TENTHS = 10;

/** How far a download is: a bar on a terminal, plain lines elsewhere. */
export class Progress {
  private shown = -1;
  private drawn = false;

  constructor(private readonly wholeBytes: number) {}

  show(bytes: number): void {
    const { isTTY } = process.stdout;
    const share = Math.min(1, bytes / this.wholeBytes);
    const step = Math.floor(share * (isTTY ? 200 : TENTHS));
    if (step === this.shown) return;
    const first = this.shown < 0;
    this.shown = step;
    const told = `${Math.floor(share * 100)} %  ${megabytes(bytes)} of ${megabytes(this.wholeBytes)}`;
    if (isTTY) {
      const full = Math.round(share * BAR);
      process.stdout.write(`\r  [${'#'.repeat(full)}${' '.repeat(BAR - full)}] ${told}  `);
      this.drawn = true;
    } else if (!first || step > 0) {
      process.stdout.write(`  ${told}\n`);
    }
  }

  say(text: string): void {
    this.end();
    process.stdout.write(`  ${text} …\n`);
  }

  /** What follows begins on a line of its own. */
  end(): void {
    if (this.drawn) process.stdout.write('\n');
    this.drawn = false;
  }
}
