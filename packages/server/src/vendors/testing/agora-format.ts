import { createHmac } from 'node:crypto';
import { inflateSync } from 'node:zlib';

/**
 * Reads an AccessToken2 by the published layout, and by nothing of ours: a view over the bytes, the signature
 * compared as hex.
 */
export function decodeAgoraToken(token: string, certificate: string) {
  const bytes = inflateSync(Buffer.from(token.slice(3), 'base64'));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const short = () => {
    at += 2;
    return view.getUint16(at - 2, true);
  };
  const long = () => {
    at += 4;
    return view.getUint32(at - 4, true);
  };
  const text = (encoding: BufferEncoding = 'utf8') => {
    const length = short();
    at += length;
    return bytes.toString(encoding, at - length, at);
  };
  const signature = text('hex');
  const signedFrom = at;
  const head = { appId: text(), issueTs: long(), expire: long(), salt: long() };
  const services = Array.from({ length: short() }, () => ({
    type: short(),
    privileges: Object.fromEntries(Array.from({ length: short() }, () => [short(), long()])),
    channel: text(),
    uid: text(),
  }));
  const number = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
  const keyed = createHmac('sha256', number(head.issueTs)).update(certificate).digest();
  const key = createHmac('sha256', number(head.salt)).update(keyed).digest();
  const wanted = createHmac('sha256', key).update(bytes.subarray(signedFrom)).digest('hex');
  return { ...head, services, signed: token.startsWith('007') && signature === wanted };
}
