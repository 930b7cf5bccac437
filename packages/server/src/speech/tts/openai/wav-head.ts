/** Nothing that is one has a longer head. */
const LONGEST_HEAD = 4096;

/** Takes the head off sound that comes as a WAV file although it was asked for raw, and reads its rate. */
export class WavHead {
  sampleRateHz: number;
  private held = Buffer.alloc(0);
  private done = false;

  constructor(rawRateHz: number) {
    this.sampleRateHz = rawRateHz;
  }

  /** The bytes that are sound. */
  strip(bytes: Uint8Array): Uint8Array {
    if (this.done) return bytes;
    this.held = Buffer.concat([this.held, bytes]);
    if (this.held.length < 4) return new Uint8Array(0);
    if (this.held.toString('latin1', 0, 4) === 'RIFF' && this.held.length <= LONGEST_HEAD) {
      const at = this.held.indexOf('data');
      if (at < 0 || this.held.length < at + 8) return new Uint8Array(0);
      this.sampleRateHz = this.held.readUInt32LE(24);
      this.held = this.held.subarray(at + 8);
    }
    this.done = true;
    return this.held;
  }
}
