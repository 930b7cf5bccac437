import { open } from 'node:fs/promises';
import { type PixelSize, readImageSize } from './image-header.js';
import { ImportError, PORTRAIT_RULES } from './rules.js';

function checkSize({ width, height }: PixelSize): void {
  const { minSidePx, maxImageSidePx, maxImagePixels } = PORTRAIT_RULES;
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
 * Checks a portrait by the size that its header gives, so that nothing huge is ever decoded. Whether all of it is there,
 * the process that makes the avatar looks.
 *
 * @throws ImportError 1003, 1207 or 1208
 */
export async function inspectImage(
  path: string,
  contentType: 'image/png' | 'image/jpeg' | 'image/webp',
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
    throw new ImportError('videoUnparsable', 'url: the picture cannot be read; it is damaged or cut short');
  }
  checkSize(size);
}
