import { UnreadableError } from './unreadable.js';

const BOMS: [bytes: number[], encoding: string][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

const SAMPLE_BYTES = 4096;
/** Of what a file declares about itself. */
const DECLARATION_BYTES = 2048;

/** UTF-16 without a mark: nearly every second byte of a text in a Latin script is zero. */
function guessUtf16(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const zeros = [0, 0];
  sample.forEach((byte, at) => {
    if (byte === 0) {
      zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
    }
  });
  const [even = 0, odd = 0] = zeros;
  const many = sample.length * 0.2;
  if (odd > many && even < odd / 10) {
    return 'utf-16le';
  }
  return even > many && odd < even / 10 ? 'utf-16be' : undefined;
}

/** What an XML declaration or a page's meta element says. */
function declaredEncoding(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, DECLARATION_BYTES)).toString('latin1');
  return (
    /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w-]+)/i.exec(start)?.[1] ??
    /<meta[^>]*\bcharset\s*=\s*["']?([\w-]+)/i.exec(start)?.[1]
  );
}

/** What Windows-1252 has at 0x80 to 0x9f (WHATWG Encoding Standard, index windows-1252). */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** By hand, since TextDecoder reads it as Latin-1 in some versions of Node.js. */
function decodeWindows1252(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (char) => WINDOWS_1252[char.charCodeAt(0) - 0x80] ?? char);
}

/** Null when the bytes are not in that encoding, or there is no such encoding. */
function tryDecode(bytes: Uint8Array, encoding: string | undefined): string | null {
  if (encoding === undefined) {
    return null;
  }
  try {
    const decoder = new TextDecoder(encoding, { fatal: true });
    return decoder.encoding === 'windows-1252' ? decodeWindows1252(bytes) : decoder.decode(bytes);
  } catch {
    return null;
  }
}

/**
 * The text of a file: by its byte order mark, by what it or the server says, as UTF-8, and at last as
 * Windows-1252, which includes Latin-1 and fits any bytes.
 *
 * @param charset of the Content-Type, if any
 * @throws UnreadableError when it is not text
 */
export function decodeText(bytes: Uint8Array, charset?: string): string {
  const marked = BOMS.find(([mark]) => mark.every((byte, at) => bytes[at] === byte))?.[1];
  if (marked !== undefined) {
    return new TextDecoder(marked).decode(bytes);
  }
  const text =
    tryDecode(bytes, guessUtf16(bytes)) ??
    tryDecode(bytes, 'utf-8') ??
    tryDecode(bytes, charset) ??
    tryDecode(bytes, declaredEncoding(bytes)) ??
    decodeWindows1252(bytes);
  const sample = text.slice(0, SAMPLE_BYTES);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells binary data
  const controls = sample.match(/[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]/g)?.length ?? 0;
  if (controls > sample.length * 0.02) {
    throw new UnreadableError('is binary data, not text');
  }
  return text;
}
