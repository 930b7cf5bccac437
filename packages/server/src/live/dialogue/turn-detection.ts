import type { VoiceParams } from '../port.js';

/** How the end of a user's turn is found. All times in milliseconds. */
export interface TurnDetection {
  /** Likelihood above which sound is speech. */
  threshold: number;
  /** So much of the sound before speech is recognised with it. */
  prefixPaddingMs: number;
  /** Silence after which what was said is recognised. */
  recogniseAfterMs: number;
  /** Silence after which a turn is over. */
  minDelayMs: number;
  /** The same where the words so far sound unfinished. */
  maxDelayMs: number;
}

const DEFAULT_SILENCE_MS = 500;
const SEMANTIC_MIN_MS = 400;
const SEMANTIC_MAX_MS = 1_600;

/**
 * `server_vad` waits for `silence_duration_ms` whatever was said; `semantic_vad` waits less after a finished
 * sentence and longer after words that something must follow. Recognition begins well before a turn may be over, so
 * that the answer can be under way by then.
 */
export function readTurnDetection(params: VoiceParams['turn_detection'] = {}): TurnDetection {
  const semantic = params.type === 'semantic_vad';
  const minDelayMs = params.silence_duration_ms ?? (semantic ? SEMANTIC_MIN_MS : DEFAULT_SILENCE_MS);
  return {
    threshold: params.threshold ?? 0.5,
    prefixPaddingMs: params.prefix_padding_ms ?? 300,
    recogniseAfterMs: Math.min(minDelayMs, Math.max(200, minDelayMs / 2), 350),
    minDelayMs,
    maxDelayMs: semantic ? Math.max(SEMANTIC_MAX_MS, minDelayMs) : minDelayMs,
  };
}

/** Words that nobody ends on, of the languages that are spoken most; hesitations among them. */
const UNFINISHED = new RegExp(
  `(^|\\s)(${[
    'and|or|but|so|because|if|when|while|that|which|the|a|an|my|your|our|their|of|to|in|on|at|for|from|with|by|about',
    'is|are|was|were|i|we|they|very|um|uh|erm|er|hmm|like|well',
    'und|oder|aber|weil|dass|wenn|der|die|das|ein|eine|mein|von|zu|mit|für|äh|ähm',
    'et|ou|mais|parce|que|si|le|la|les|un|une|de|du|des|pour|avec|euh',
    'y|o|pero|porque|el|los|las|una|del|para|con|por|eh',
  ].join('|')})$`,
  'iu',
);

/** Whether something must follow these words. Judged by their end alone. */
export function soundsUnfinished(text: string): boolean {
  const trimmed = text.trim();
  if (/[.!?。！？]["')\]]?$/u.test(trimmed) && !/\.\.\.$/.test(trimmed)) return false;
  return /(,|;|:|-|…|\.\.\.)$/u.test(trimmed) || UNFINISHED.test(trimmed);
}
