/** Ceilings that keep one client, or many, from taking the whole server. Times are milliseconds unless named otherwise. */
export interface MediaServerLimits {
  /** Largest signalling message, and largest join request once unpacked. */
  maxSignalBytes: number;
  /** Largest data packet (one message on a data channel). */
  maxDataBytes: number;
  /** Reliable data waiting for one slow receiver; beyond it that receiver is dropped. */
  maxQueuedDataBytes: number;
  /** Participant or room metadata, and all attributes of a participant together. */
  maxMetadataBytes: number;
  maxRooms: number;
  maxParticipantsPerRoom: number;
  maxTracksPerParticipant: number;
  /** Media sections that one session description may carry. */
  maxMediaSections: number;
  /** TCP connections, upgraded or not. */
  maxConnections: number;
  /** Participants whose media transport is not up yet. */
  maxConnecting: number;
  /** For the request line and headers of a connection to arrive. */
  handshakeTimeoutMs: number;
  /** For a participant's media transport to come up, at first and after it was lost. */
  connectTimeoutMs: number;
  /** For a participant whose socket was lost to come back. */
  resumeWindowMs: number;
  /** Silence on a signalling socket after which it counts as lost. */
  signalIdleMs: number;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
type Log = (level: LogLevel, message: string, fields?: object) => void;

export interface MediaServerOptions {
  /** Address and port of the signalling and twirp listener (plain HTTP and WebSocket); port 0 picks a free one. */
  host: string;
  port: number;
  apiKey: string;
  apiSecret: string;
  /** First and last UDP port for media. */
  udpPorts: [min: number, max: number];
  /** Address told to clients in place of the host's own ones, for a server behind a one-to-one NAT. */
  advertiseIp?: string;
  /** Media with clients on this machine alone, whatever address they use; otherwise with all that reach the host. */
  loopbackOnly: boolean;
  limits?: Partial<MediaServerLimits>;
  log?: Log;
}

export const DEFAULT_LIMITS: MediaServerLimits = {
  maxSignalBytes: 512 * 1024,
  maxDataBytes: 64 * 1024,
  maxQueuedDataBytes: 8 * 1024 * 1024,
  maxMetadataBytes: 64 * 1024,
  maxRooms: 500,
  maxParticipantsPerRoom: 100,
  maxTracksPerParticipant: 16,
  maxMediaSections: 128,
  maxConnections: 2000,
  maxConnecting: 64,
  handshakeTimeoutMs: 10_000,
  connectTimeoutMs: 20_000,
  resumeWindowMs: 15_000,
  signalIdleMs: 30_000,
};

/** The options with every limit and the log filled in. */
export interface Settings extends MediaServerOptions {
  limits: MediaServerLimits;
  log: Log;
}

/**
 * Checks the options and fills in defaults.
 * @throws RangeError or TypeError naming the option that is wrong
 */
export function resolveSettings(options: MediaServerOptions): Settings {
  const [min, max] = options.udpPorts;
  if (!isPort(min) || !isPort(max) || min === 0 || min > max) {
    throw new RangeError(`udpPorts must be two ports in ascending order, not ${min}-${max}`);
  }
  if (!isPort(options.port)) throw new RangeError(`port must be between 0 and 65535, not ${options.port}`);
  if (!options.apiKey) throw new TypeError('apiKey must not be empty');
  if (options.apiSecret.length < 16) throw new TypeError('apiSecret must have at least 16 characters');
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isFinite(value) || value <= 0)
      throw new RangeError(`limits.${name} must be a positive number`);
  }
  return { ...options, limits, log: options.log ?? (() => {}) };
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 65535;
}
