import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runConfined } from '../../programs/confined.js';
import { workerUrl } from '../../threads.js';
import { type PixelSize, readImageSize } from './image-header.js';
import { ImportError, MEDIA_RULES, THUMBNAIL_SIDE_PX } from './rules.js';

const DECODER = fileURLToPath(workerUrl(import.meta.url, './image.child.js'));
const DECODE_LIMITS = { timeoutMs: 20_000, maxMemoryMb: 1024, maxFileMb: 16, maxOutputBytes: 1024 };

const UNREADABLE = 'url: the picture cannot be read; it is damaged or cut short';

function checkSize({ width, height }: PixelSize): void {
  const { minSidePx, maxImageSidePx, maxImagePixels } = MEDIA_RULES;
  if (Math.max(width, height) > maxImageSidePx || width * height > maxImagePixels) {
    throw new ImportError(
      'videoTooLarge',
      `url: the picture is ${width} × ${height}; ${maxImageSidePx} pixels a side and ` +
        `${maxImagePixels / 1e6} megapixels are the most`,
    );
  }
  if (Math.min(width, height) < minSidePx) {
    throw new ImportError(
      'invalidParameter',
      `url: the picture is ${width} × ${height}; at least ${minSidePx} × ${minSidePx} are needed`,
    );
  }
}

/**
 * Checks a portrait and writes a thumbnail of it. Its size is read from the header first, so that nothing huge
 * is ever decoded; decoding happens in a process of its own.
 *
 * @throws ImportError 1003, 1207 or 1208
 */
export async function inspectImage(
  path: string,
  contentType: 'image/png' | 'image/jpeg' | 'image/webp',
  thumbnailPath: string,
  signal: AbortSignal,
): Promise<void> {
  const file = await open(path, 'r');
  let size: PixelSize | null;
  try {
    size = await readImageSize(contentType, async (offset, length) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    });
  } finally {
    await file.close();
  }
  if (!size) {
    throw new ImportError('videoUnparsable', UNREADABLE);
  }
  checkSize(size);
  const { ending } = await runConfined(
    [process.execPath, '--max-old-space-size=256', DECODER, path, thumbnailPath, String(THUMBNAIL_SIDE_PX)],
    { ...DECODE_LIMITS, signal },
  );
  if (ending === 'timeout') {
    throw new ImportError('videoUnparsable', 'url: reading the picture took too long');
  }
  if (ending !== 'ok') {
    throw new ImportError('videoUnparsable', UNREADABLE);
  }
}
