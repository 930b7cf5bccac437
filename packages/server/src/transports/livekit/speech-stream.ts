import type { ByteStreamReader } from '@livekit/rtc-node';

/** An agent sends faster than it speaks: after this long without a byte the end of its stream has been lost. */
const IDLE_MS = 10_000;
/** The same once the end should have come: what is on its way still arrives. */
const LATE_MS = 1_000;

/** A byte stream whose end may be lost on the way: it ends all the same. */
export class SpeechStream implements AsyncIterable<Uint8Array> {
  private idleMs = IDLE_MS;
  private timer: NodeJS.Timeout | undefined;
  private over = false;

  constructor(
    private readonly reader: ByteStreamReader,
    private readonly onOver: (lostItsEnd: boolean) => void,
  ) {
    this.watch();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    try {
      for await (const bytes of this.reader) {
        this.watch();
        yield bytes;
      }
    } catch {
      // Its sender has gone.
      this.finish(true);
    } finally {
      this.finish(false);
    }
  }

  /** Its end should have come by now. */
  expectEnd(): void {
    this.idleMs = LATE_MS;
    this.watch();
  }

  /** Ends it now. What has not been read is dropped. */
  end(): void {
    this.finish(false);
    void this.reader.close();
  }

  private watch(): void {
    clearTimeout(this.timer);
    if (this.over) return;
    this.timer = setTimeout(() => {
      this.finish(true);
      void this.reader.close();
    }, this.idleMs);
  }

  private finish(lostItsEnd: boolean): void {
    clearTimeout(this.timer);
    if (this.over) return;
    this.over = true;
    this.onOver(lostItsEnd);
  }
}
