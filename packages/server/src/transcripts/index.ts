import type { Logger } from 'pino';
import type { Clock } from '../sessions/clock.js';
import type { SessionStore } from '../storage/port.js';
import type { TranscriptStore } from '../storage/transcript-port.js';
import type { TranscriptSink } from './port.js';
import { TranscriptRecorder } from './recorder.js';
import { TranscriptRetention } from './retention.js';
import { TranscriptService } from './service.js';

export interface Transcripts {
  sink: TranscriptSink;
  service: TranscriptService;
  /** Begins to forget what has been kept for long enough. */
  start(): void;
  /** Stores what waits. */
  close(): Promise<void>;
}

/** What is kept of conversations, and for how long. */
export function createTranscripts(deps: {
  store: TranscriptStore;
  sessions: Pick<SessionStore, 'find'>;
  clock: Clock;
  log: Logger;
  /** 0 keeps none. */
  retentionDays: number;
}): Transcripts {
  const recorder = new TranscriptRecorder(deps);
  const retention = new TranscriptRetention({ ...deps, days: deps.retentionDays });
  return {
    sink: deps.retentionDays > 0 ? recorder : { add() {} },
    service: new TranscriptService({ ...deps, flush: () => recorder.flush() }),
    start: () => retention.start(),
    async close() {
      await retention.stop();
      await recorder.close();
    },
  };
}
