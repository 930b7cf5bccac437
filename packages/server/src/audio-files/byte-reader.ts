/** Reads exact numbers of bytes out of chunks of any length. */
export class ByteReader {
  private readonly source: AsyncIterator<Uint8Array>;
  private held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.source = source[Symbol.asyncIterator]();
  }

  /** The next `length` bytes; fewer when the source ends before. */
  async read(length: number): Promise<Buffer> {
    await this.fill(length);
    const bytes = this.held.subarray(0, length);
    this.held = this.held.subarray(bytes.length);
    return bytes;
  }

  /** The same, without taking them. */
  async peek(length: number): Promise<Buffer> {
    await this.fill(length);
    return this.held.subarray(0, length);
  }

  /** Everything that is left. */
  async *rest(): AsyncIterable<Uint8Array> {
    if (this.held.length > 0) yield this.held;
    this.held = Buffer.alloc(0);
    for (let next = await this.source.next(); !next.done; next = await this.source.next()) yield next.value;
  }

  private async fill(length: number): Promise<void> {
    const chunks: Uint8Array[] = [this.held];
    let bytes = this.held.length;
    while (bytes < length) {
      const next = await this.source.next();
      if (next.done) break;
      chunks.push(next.value);
      bytes += next.value.length;
    }
    if (chunks.length > 1) this.held = Buffer.concat(chunks);
  }
}
