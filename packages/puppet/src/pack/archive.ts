import { inflateRawSync } from 'node:zlib';
import { PackError } from './error.js';

/** A pack's file, its members and all of them unpacked. A video of a minute is about 60 MB. */
const MAX_ARCHIVE_BYTES = 256 * 2 ** 20;
const MAX_UNPACKED_BYTES = 384 * 2 ** 20;
const MAX_MEMBERS = 2000;
const NAME = /^[a-z0-9][a-z0-9/_-]*\.[a-z0-9]+$/;

const END_BYTES = 22;
const END_SIGNATURE = 0x06054b50;
const ENTRY_BYTES = 46;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_BYTES = 30;
const LOCAL_SIGNATURE = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED_FLAG = 1;

interface Member {
  name: string;
  method: number;
  packedBytes: number;
  bytes: number;
  localAt: number;
}

/**
 * Reads ZIP (PKWARE's APPNOTE 6.3; stored and deflated members, no Zip64). All that the directory declares is held
 * against limits before anything is unpacked, and no member unpacks to more than it declares.
 */
export class Archive {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #members = new Map<string, Member>();

  /** Throws PackError when this is no ZIP file, or one beyond the limits. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    requireArchiveSize(bytes.length);
    this.#readDirectory();
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  /** Bytes of a member when unpacked, as declared. */
  sizeOf(name: string): number {
    return this.#find(name).bytes;
  }

  /** A member's bytes. Of a stored one these are a view into the archive, not a copy. */
  read(name: string): Uint8Array {
    const member = this.#find(name);
    const { localAt, packedBytes, bytes } = member;
    if (!this.#holds(localAt, LOCAL_BYTES) || this.#view.getUint32(localAt, true) !== LOCAL_SIGNATURE) {
      throw new PackError(name, 'does not begin where the directory says');
    }
    const at =
      localAt +
      LOCAL_BYTES +
      this.#view.getUint16(localAt + 26, true) +
      this.#view.getUint16(localAt + 28, true);
    if (!this.#holds(at, packedBytes)) throw new PackError(name, 'is cut short');
    const packed = this.#bytes.subarray(at, at + packedBytes);
    if (member.method === STORED) return packed;
    const unpacked = inflate(name, packed, bytes);
    if (unpacked.length !== bytes) {
      throw new PackError(name, `unpacks to ${unpacked.length} bytes, not the ${bytes} declared`);
    }
    return unpacked;
  }

  #find(name: string): Member {
    const member = this.#members.get(name);
    if (!member) throw new PackError(name, 'is missing');
    return member;
  }

  #holds(at: number, length: number): boolean {
    return at >= 0 && at + length <= this.#bytes.length;
  }

  #readDirectory(): void {
    const view = this.#view;
    const end = this.#findEnd();
    const count = view.getUint16(end + 10, true);
    let at = view.getUint32(end + 16, true);
    if (count > MAX_MEMBERS) throw new PackError(null, `holds ${count} files; ${MAX_MEMBERS} are the most`);
    let total = 0;
    for (let i = 0; i < count; i++) {
      if (!this.#holds(at, ENTRY_BYTES) || view.getUint32(at, true) !== ENTRY_SIGNATURE) {
        throw new PackError(null, 'its directory is damaged');
      }
      const nameBytes = view.getUint16(at + 28, true);
      if (!this.#holds(at + ENTRY_BYTES, nameBytes)) throw new PackError(null, 'its directory is damaged');
      const member = this.#memberAt(at, nameBytes);
      total += member.bytes;
      if (total > MAX_UNPACKED_BYTES) {
        throw new PackError(null, `unpacks to more than ${MAX_UNPACKED_BYTES / 2 ** 20} MB`);
      }
      this.#members.set(member.name, member);
      at += ENTRY_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
  }

  #memberAt(at: number, nameBytes: number): Member {
    const view = this.#view;
    const start = at + ENTRY_BYTES;
    const name = String.fromCharCode(...this.#bytes.subarray(start, start + Math.min(nameBytes, 200)));
    if (!NAME.test(name))
      throw new PackError(null, `holds a file whose name is not allowed: ${JSON.stringify(name)}`);
    if (this.#members.has(name)) throw new PackError(name, 'is there twice');
    if (view.getUint16(at + 8, true) & ENCRYPTED_FLAG) throw new PackError(name, 'is encrypted');
    const method = view.getUint16(at + 10, true);
    if (method !== STORED && method !== DEFLATED) {
      throw new PackError(name, `is packed by method ${method}; only stored and deflated are read`);
    }
    const packedBytes = view.getUint32(at + 20, true);
    const bytes = view.getUint32(at + 24, true);
    if (method === STORED && packedBytes !== bytes) throw new PackError(name, 'declares two sizes');
    return { name, method, packedBytes, bytes, localAt: view.getUint32(at + 42, true) };
  }

  /** The directory's end lies last, before a comment of at most 65,535 bytes. */
  #findEnd(): number {
    const last = this.#bytes.length - END_BYTES;
    for (let at = last; at >= Math.max(0, last - 0xffff); at--) {
      if (this.#view.getUint32(at, true) === END_SIGNATURE) return at;
    }
    throw new PackError(null, 'is not a ZIP file');
  }
}

/** Throws PackError for an archive that is too large to be read. */
export function requireArchiveSize(bytes: number): void {
  if (bytes > MAX_ARCHIVE_BYTES) {
    throw new PackError(null, `is larger than ${MAX_ARCHIVE_BYTES / 2 ** 20} MB`);
  }
}

function inflate(name: string, packed: Uint8Array, bytes: number): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes) });
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    throw new PackError(name, tooLarge ? `unpacks to more than the ${bytes} bytes declared` : 'is damaged');
  }
}
