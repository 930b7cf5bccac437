/** A media packet as the forwarding path sees it: header fields and payload, without extensions or padding. */
export interface MediaPacket {
  sequenceNumber: number;
  timestamp: number;
  marker: boolean;
  payload: Buffer;
}

/** RTP sequence numbers count modulo 2^16. */
export function sequenceAdd(sequenceNumber: number, offset: number): number {
  return (sequenceNumber + offset) & 0xffff;
}

/** Signed distance from `from` to `to` on the sequence-number circle: positive when `to` is newer. */
export function sequenceDistance(from: number, to: number): number {
  const distance = (to - from) & 0xffff;
  return distance < 0x8000 ? distance : distance - 0x10000;
}
