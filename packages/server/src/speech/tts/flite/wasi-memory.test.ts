import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryWasi, ProgramExit } from './wasi-memory.js';

const STDOUT = 1;
const DIRECTORY = 3;
const BAD_DESCRIPTOR = 8;
/** Where the tests let calls put their results. */
const OUT = 0;
const IOVEC = 16;
const TEXT = 256;

describe('the WASI world in memory', () => {
  let wasi: MemoryWasi;
  let memory: WebAssembly.Memory;

  beforeEach(() => {
    wasi = new MemoryWasi();
    memory = new WebAssembly.Memory({ initial: 1 });
    wasi.bind(memory);
    wasi.prepare(['program', '-x']);
  });

  function call(name: string, ...args: (number | bigint)[]): number {
    const entry = wasi.imports().wasi_snapshot_preview1?.[name] as (...args: (number | bigint)[]) => number;
    return entry(...args);
  }

  function result(): number {
    return new DataView(memory.buffer).getUint32(OUT, true);
  }

  function put(text: string): number {
    const bytes = new TextEncoder().encode(text);
    new Uint8Array(memory.buffer, TEXT).set(bytes);
    const view = new DataView(memory.buffer);
    view.setUint32(IOVEC, TEXT, true);
    view.setUint32(IOVEC + 4, bytes.length, true);
    return bytes.length;
  }

  function open(name: string): number {
    call('path_open', DIRECTORY, 0, TEXT, put(name), 0, 0n, 0n, 0, OUT);
    return result();
  }

  it('hands over arguments, each with its final zero', () => {
    call('args_sizes_get', OUT, OUT + 4);
    expect([result(), new DataView(memory.buffer).getUint32(OUT + 4, true)]).toEqual([2, 11]);
    call('args_get', OUT, TEXT);
    expect(new TextDecoder().decode(new Uint8Array(memory.buffer, TEXT, 11))).toBe('program\0-x\0');
  });

  it('keeps what is printed and written, also when a header is written last', () => {
    put('printed');
    expect(call('fd_write', STDOUT, IOVEC, 1, OUT)).toBe(0);
    expect(result()).toBe(7);
    expect(wasi.stdout()).toBe('printed');

    const fd = open('out.wav');
    put('....data');
    call('fd_write', fd, IOVEC, 1, OUT);
    call('fd_seek', fd, 0n, 0, OUT);
    put('head');
    call('fd_write', fd, IOVEC, 1, OUT);
    expect(new TextDecoder().decode(wasi.file('out.wav'))).toBe('headdata');
  });

  it('starts every run with nothing from the run before', () => {
    put('old');
    call('fd_write', STDOUT, IOVEC, 1, OUT);
    const fd = open('old.wav');
    wasi.prepare(['program']);
    expect(wasi.stdout()).toBe('');
    expect(wasi.file('old.wav')).toBeUndefined();
    put('late');
    expect(call('fd_write', fd, IOVEC, 1, OUT)).toBe(BAD_DESCRIPTOR);
  });

  it('has one directory and nothing to read', () => {
    expect(call('fd_prestat_get', DIRECTORY, OUT)).toBe(0);
    expect(call('fd_prestat_get', DIRECTORY + 1, OUT)).toBe(BAD_DESCRIPTOR);
    expect(call('fd_fdstat_get', 99, OUT)).toBe(BAD_DESCRIPTOR);
    expect(call('fd_read', 0, IOVEC, 1, OUT)).toBe(0);
    expect(result()).toBe(0);
  });

  it('stops a program that exits or writes without end', () => {
    expect(() => call('proc_exit', 3)).toThrow(new ProgramExit(3));
    const fd = open('endless');
    call('fd_seek', fd, 64n << 20n, 0, OUT);
    put('x');
    expect(() => call('fd_write', fd, IOVEC, 1, OUT)).toThrow(RangeError);
  });
});
