export type AudioFormat = 'wav' | 'flac' | 'mp3' | 'vorbis' | 'opus';

/** The marks that tell formats apart are within so many bytes. */
const MARKED_BYTES = 64;

const OGG_CODECS: [AudioFormat, string][] = [
  ['opus', 'OpusHead'],
  ['vorbis', '\x01vorbis'],
  ['flac', '\x7fFLAC'],
];

/** What a file is by its first bytes, whatever its name; null when it is none of these. */
export function formatOf(head: Uint8Array): AudioFormat | null {
  const text = Buffer.from(head.subarray(0, MARKED_BYTES)).toString('latin1');
  if (/^(RIFF|RF64).{4}WAVE/s.test(text)) return 'wav';
  if (text.startsWith('fLaC')) return 'flac';
  if (text.startsWith('OggS')) return OGG_CODECS.find(([, mark]) => text.includes(mark))?.[0] ?? null;
  if (text.startsWith('ID3') || isMpegFrame(head)) return 'mp3';
  return null;
}

/** The header of an MPEG audio frame of layer II or III (ISO/IEC 11172-3, 2.4.1.3). */
function isMpegFrame([sync = 0, second = 0, third = 0]: Uint8Array): boolean {
  const version = (second >> 3) & 3;
  const layer = (second >> 1) & 3;
  const bitRate = third >> 4;
  const sampleRate = (third >> 2) & 3;
  return (
    sync === 0xff &&
    second >> 5 === 7 &&
    version !== 1 &&
    (layer === 1 || layer === 2) &&
    bitRate !== 0 &&
    bitRate !== 15 &&
    sampleRate !== 3
  );
}
