/** Where something that was said came from. */
export interface Source {
  name: string;
  url: string;
}

/** One turn of a session, as it was really heard. */
export interface TranscriptEntry {
  from: 'user' | 'bot';
  /** Of an interrupted answer only what was said. */
  text: string;
  /** How it came: a bot's turn has what it answers. */
  via: 'text' | 'voice' | 'prologue';
  /** Milliseconds since 1970. */
  startMs: number;
  endMs: number;
  interrupted: boolean;
  /** What an answer stands on, where it stands on knowledge. */
  sources: Source[];
  /** True for an answer that no language model has made, though one was to make it or there is none. */
  offline?: boolean;
}

/** Takes turns as they end; keeps nothing where transcripts are off. Never throws. */
export interface TranscriptSink {
  add(sessionId: string, entry: TranscriptEntry): void;
}
