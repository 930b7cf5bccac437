const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;

/** A WAV file of mono 16-bit sound that comes in pieces. */
export function wavBytes(pieces: readonly Int16Array[], sampleRateHz: number): Uint8Array<ArrayBuffer> {
  const dataBytes = pieces.reduce((sum, piece) => sum + piece.length * BYTES_PER_SAMPLE, 0);
  const bytes = new Uint8Array(HEADER_BYTES + dataBytes);
  const view = new DataView(bytes.buffer);
  const tag = (offset: number, name: string) => bytes.set(new TextEncoder().encode(name), offset);
  tag(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  tag(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * BYTES_PER_SAMPLE, true);
  view.setUint16(32, BYTES_PER_SAMPLE, true);
  view.setUint16(34, BYTES_PER_SAMPLE * 8, true);
  tag(36, 'data');
  view.setUint32(40, dataBytes, true);
  let at = HEADER_BYTES;
  for (const piece of pieces) {
    for (const sample of piece) {
      view.setInt16(at, sample, true);
      at += BYTES_PER_SAMPLE;
    }
  }
  return bytes;
}
