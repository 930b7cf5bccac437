import { randomBytes } from 'node:crypto';

/** A form as `multipart/form-data` (RFC 7578): fields, and one file. */
export function multipart(
  fields: Record<string, string>,
  file: { field: string; name: string; type: string; bytes: Uint8Array },
): { contentType: string; body: Uint8Array } {
  const boundary = `avatarium-${randomBytes(12).toString('hex')}`;
  const head = (name: string, more = '') =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n`;
  const texts = Object.entries(fields).map(([name, value]) => `${head(name)}\r\n${value}\r\n`);
  const fileHead = `${head(file.field, `; filename="${file.name}"`)}content-type: ${file.type}\r\n\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([
      Buffer.from(texts.join('') + fileHead),
      file.bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  };
}
