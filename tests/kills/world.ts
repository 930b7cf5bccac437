import type { WebhookCredentials, WebhookReceiver } from '../support/index.js';
import { Book, type Tally } from './book.js';
import type { Random } from './random.js';
import { SessionBook } from './session-book.js';
import type { Media, Site } from './site.js';

export const PATHS = {
  sessions: '/api/open/v4/liveAvatar/session',
  knowledge: '/api/open/v4/knowledge',
  files: '/api/avatarium/v1/files',
  avatarCreate: '/api/open/v3/avatar/create',
  avatarList: '/api/open/v4/liveAvatar/avatar/list',
  avatars: '/api/avatarium/v1/avatars',
  keys: '/api/avatarium/v1/keys',
  deliveries: '/api/avatarium/v1/webhooks/deliveries',
} as const;

export interface KeyState {
  disabled: boolean;
  webhook_url: string | null;
}

export interface FileState {
  size: number;
  /** Of the bytes on disk. */
  sha256: string;
}

export interface BaseState {
  prologue: string;
  prompt: string;
  docs: string[];
  urls: string[];
}

export interface AvatarState {
  title: string;
}

export type UploadKind = 'document' | 'noise' | keyof Media;

/** The key that the server was started with: its webhook is set once and stays. */
export const OWN_KEY = 'default';

/** Everything that the clients of one server know, whichever process of it they have talked to. */
export class World {
  readonly tally: Tally = { acknowledged: 0, doubtful: 0, doubtfulDone: 0 };
  readonly keys = new Book<KeyState>('key', this.tally);
  readonly files = new Book<FileState>('file', this.tally);
  readonly bases = new Book<BaseState>('knowledge base', this.tally);
  readonly avatars = new Book<AvatarState>('avatar', this.tally);
  readonly sessions = new SessionBook(this.tally);
  /** Credentials of keys by name, as far as the reply that showed them came. */
  readonly credentials = new Map<string, WebhookCredentials>();
  /** What was uploaded under a name. */
  readonly uploads = new Map<string, UploadKind>();
  /** What an avatar was made of. */
  readonly avatarMedia = new Map<string, keyof Media>();
  /** Documents and pages that were seen ready, by base. */
  readonly readySources = new Map<string, Set<string>>();
  /** How avatars were seen to end. */
  readonly endedAvatars = new Map<string, unknown>();
  #names = 0;

  constructor(
    readonly random: Random,
    readonly media: Media,
    readonly site: Site,
    readonly receiver: WebhookReceiver,
  ) {}

  /** Another one at each call. */
  newName(kind: string): string {
    this.#names += 1;
    return `${kind}-${this.#names}`;
  }

  hookOf(keyName: string): string {
    return `${this.receiver.origin}/hook/${keyName}`;
  }
}
