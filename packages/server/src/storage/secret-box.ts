import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../config/start-error.js';
import { writeWhole } from '../config/write-whole.js';

const VERSION = 'v1';

function derive(master: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, 'avatarium', purpose, 32));
}

/** Encrypts and hashes what must not lie in the database in the clear. */
export class SecretBox {
  readonly #encryptionKey: Buffer;
  readonly #hashKey: Buffer;
  readonly #master: Buffer;

  constructor(master: Buffer) {
    this.#master = master;
    this.#encryptionKey = derive(master, 'encryption');
    this.#hashKey = derive(master, 'hash');
  }

  /** A key of 32 bytes for one purpose, the same after every restart. */
  keyFor(purpose: string): Buffer {
    return derive(this.#master, `key:${purpose}`);
  }

  /** AES-256-GCM, as text. */
  seal(plain: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#encryptionKey, nonce);
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return [VERSION, ...[nonce, cipher.getAuthTag(), body].map((part) => part.toString('base64url'))].join(
      '.',
    );
  }

  /** Throws when the text was sealed under another key or has been changed. */
  open(sealed: string): string {
    const [version, nonce, tag, body] = sealed.split('.');
    if (version !== VERSION || nonce === undefined || tag === undefined || body === undefined) {
      throw new Error('not a sealed text');
    }
    const decipher = createDecipheriv('aes-256-gcm', this.#encryptionKey, Buffer.from(nonce, 'base64url'));
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    return decipher.update(Buffer.from(body, 'base64url'), undefined, 'utf8') + decipher.final('utf8');
  }

  /** Keyed, so that a copy of the database alone does not let anybody guess. */
  hash(value: string): string {
    return createHmac('sha256', this.#hashKey).update(value).digest('hex');
  }
}

/** The key from the setting SECRET_KEY, or from a file in the data folder that is made at the first start. */
export function openSecretBox(dataDir: string, secretKey: string | undefined): SecretBox {
  if (secretKey !== undefined) {
    return new SecretBox(Buffer.from(secretKey, 'utf8'));
  }
  const path = join(dataDir, 'secret.key');
  if (!existsSync(path)) {
    writeWhole(path, `${randomBytes(32).toString('hex')}\n`, 0o600);
  }
  const key = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(key)) {
    throw new StartError(`SECRET_KEY: ${path} is damaged`);
  }
  return new SecretBox(Buffer.from(key, 'hex'));
}
