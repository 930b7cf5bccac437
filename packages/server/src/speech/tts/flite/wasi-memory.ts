/**
 * The little of WASI preview 1 that flite uses, with everything it writes kept in memory: no temporary files,
 * no experimental module, nothing of the host within its reach. A program sees one directory, `/w`.
 */

const SUCCESS = 0;
const BAD_DESCRIPTOR = 8;
const STDOUT = 1;
const STDERR = 2;
const DIRECTORY = 3;
const DIRECTORY_NAME = new TextEncoder().encode('/w');
const FILETYPE_CHARACTER_DEVICE = 2;
const FILETYPE_DIRECTORY = 3;
const FILETYPE_REGULAR = 4;
const PREOPEN_DIRECTORY = 0;
const ALL_RIGHTS = 0xffffffffffffffffn;
/** No clause of speech comes near this; a runaway program stops here. */
const MAX_FILE_BYTES = 64 << 20;

/** Thrown to leave a program that called exit. */
export class ProgramExit extends Error {
  constructor(readonly exitCode: number) {
    super(`Program exited with ${exitCode}`);
  }
}

class MemoryFile {
  private bytes: Uint8Array<ArrayBuffer> = new Uint8Array(1 << 16);
  private length = 0;
  private position = 0;

  write(data: Uint8Array): void {
    const end = this.position + data.length;
    if (end > MAX_FILE_BYTES) throw new RangeError('Program wrote more than a clause of speech can be');
    if (end > this.bytes.length) {
      const grown = new Uint8Array(Math.max(end, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, this.length));
      this.bytes = grown;
    }
    this.bytes.set(data, this.position);
    this.position = end;
    this.length = Math.max(this.length, end);
  }

  seek(offset: number, whence: number): number {
    const origin = whence === 0 ? 0 : whence === 1 ? this.position : this.length;
    this.position = Math.max(0, origin + offset);
    return this.position;
  }

  rewind(): void {
    this.length = 0;
    this.position = 0;
  }

  contents(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length);
  }
}

/** One program's world: its arguments, its standard streams and the files it writes. */
export class MemoryWasi {
  private memory: WebAssembly.Memory | undefined;
  private args: Uint8Array[] = [];
  private readonly standard = new Map([
    [STDOUT, new MemoryFile()],
    [STDERR, new MemoryFile()],
  ]);
  private readonly open = new Map<number, MemoryFile>();
  private files = new Map<string, MemoryFile>();
  private nextDescriptor = DIRECTORY + 1;

  /** Binds the instance's memory; call once after instantiation. */
  bind(memory: WebAssembly.Memory): void {
    this.memory = memory;
  }

  /** Gives the next run its arguments (the program's name first) and an empty world. */
  prepare(args: readonly string[]): void {
    const encoder = new TextEncoder();
    this.args = args.map((arg) => encoder.encode(`${arg}\0`));
    for (const file of this.standard.values()) file.rewind();
    this.open.clear();
    this.files = new Map();
    this.nextDescriptor = DIRECTORY + 1;
  }

  /** What the program printed. */
  stdout(): string {
    return new TextDecoder().decode(this.standard.get(STDOUT)?.contents());
  }

  stderr(): string {
    return new TextDecoder().decode(this.standard.get(STDERR)?.contents());
  }

  /** A file the program wrote, by its name in `/w`. */
  file(name: string): Uint8Array<ArrayBuffer> | undefined {
    return this.files.get(name)?.contents();
  }

  imports(): WebAssembly.Imports {
    return {
      wasi_snapshot_preview1: {
        args_sizes_get: (count: number, size: number) => this.argsSizes(count, size),
        args_get: (pointers: number, buffer: number) => this.argsGet(pointers, buffer),
        clock_time_get: (_id: number, _precision: bigint, out: number) => this.clock(out),
        fd_close: (fd: number) => this.close(fd),
        fd_fdstat_get: (fd: number, out: number) => this.stat(fd, out),
        fd_fdstat_set_flags: () => SUCCESS,
        fd_prestat_get: (fd: number, out: number) => this.prestat(fd, out),
        fd_prestat_dir_name: (fd: number, out: number, length: number) => this.prestatName(fd, out, length),
        fd_read: (fd: number, _iovs: number, _count: number, out: number) => this.read(fd, out),
        fd_seek: (fd: number, offset: bigint, whence: number, out: number) =>
          this.seek(fd, offset, whence, out),
        fd_write: (fd: number, iovs: number, count: number, out: number) => this.write(fd, iovs, count, out),
        path_open: (
          _fd: number,
          _lookup: number,
          path: number,
          length: number,
          _oflags: number,
          _rights: bigint,
          _inherited: bigint,
          _flags: number,
          out: number,
        ) => this.openPath(path, length, out),
        proc_exit: (exitCode: number) => {
          throw new ProgramExit(exitCode);
        },
      },
    };
  }

  private view(): DataView {
    return new DataView(this.buffer());
  }

  private buffer(): ArrayBuffer {
    if (!this.memory) throw new Error('MemoryWasi.bind was not called');
    return this.memory.buffer;
  }

  private argsSizes(count: number, size: number): number {
    const view = this.view();
    view.setUint32(count, this.args.length, true);
    view.setUint32(
      size,
      this.args.reduce((sum, arg) => sum + arg.length, 0),
      true,
    );
    return SUCCESS;
  }

  private argsGet(pointers: number, buffer: number): number {
    const view = this.view();
    let at = buffer;
    this.args.forEach((arg, index) => {
      view.setUint32(pointers + index * 4, at, true);
      new Uint8Array(this.buffer(), at, arg.length).set(arg);
      at += arg.length;
    });
    return SUCCESS;
  }

  private clock(out: number): number {
    this.view().setBigUint64(out, BigInt(Date.now()) * 1_000_000n, true);
    return SUCCESS;
  }

  private fileOf(fd: number): MemoryFile | undefined {
    return this.standard.get(fd) ?? this.open.get(fd);
  }

  private close(fd: number): number {
    return this.open.delete(fd) ? SUCCESS : BAD_DESCRIPTOR;
  }

  private stat(fd: number, out: number): number {
    const type =
      fd === DIRECTORY
        ? FILETYPE_DIRECTORY
        : this.open.has(fd)
          ? FILETYPE_REGULAR
          : fd <= STDERR
            ? FILETYPE_CHARACTER_DEVICE
            : undefined;
    if (type === undefined) return BAD_DESCRIPTOR;
    const view = this.view();
    view.setUint8(out, type);
    view.setUint16(out + 2, 0, true);
    view.setBigUint64(out + 8, ALL_RIGHTS, true);
    view.setBigUint64(out + 16, ALL_RIGHTS, true);
    return SUCCESS;
  }

  private prestat(fd: number, out: number): number {
    if (fd !== DIRECTORY) return BAD_DESCRIPTOR;
    const view = this.view();
    view.setUint32(out, PREOPEN_DIRECTORY, true);
    view.setUint32(out + 4, DIRECTORY_NAME.length, true);
    return SUCCESS;
  }

  private prestatName(fd: number, out: number, length: number): number {
    if (fd !== DIRECTORY) return BAD_DESCRIPTOR;
    new Uint8Array(this.buffer(), out, length).set(DIRECTORY_NAME.subarray(0, length));
    return SUCCESS;
  }

  /** There is nothing to read: every stream is at its end. */
  private read(_fd: number, out: number): number {
    this.view().setUint32(out, 0, true);
    return SUCCESS;
  }

  private seek(fd: number, offset: bigint, whence: number, out: number): number {
    const file = this.open.get(fd);
    if (!file) return BAD_DESCRIPTOR;
    this.view().setBigUint64(out, BigInt(file.seek(Number(offset), whence)), true);
    return SUCCESS;
  }

  private write(fd: number, iovs: number, count: number, out: number): number {
    const file = this.fileOf(fd);
    if (!file) return BAD_DESCRIPTOR;
    const view = this.view();
    let written = 0;
    for (let at = iovs; at < iovs + count * 8; at += 8) {
      const length = view.getUint32(at + 4, true);
      file.write(new Uint8Array(this.buffer(), view.getUint32(at, true), length));
      written += length;
    }
    view.setUint32(out, written, true);
    return SUCCESS;
  }

  private openPath(path: number, length: number, out: number): number {
    const name = new TextDecoder().decode(new Uint8Array(this.buffer(), path, length));
    const file = new MemoryFile();
    this.files.set(name, file);
    const fd = this.nextDescriptor++;
    this.open.set(fd, file);
    this.view().setUint32(out, fd, true);
    return SUCCESS;
  }
}
