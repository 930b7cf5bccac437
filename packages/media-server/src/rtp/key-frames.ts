const H264_SPS = 7;
const H264_IDR = 5;
const H264_STAP_A = 24;
const H264_FU_A = 28;

/** Whether a packet begins a frame that a decoder can start with (RFC 7741 section 4.2-4.3, RFC 6184 section 5.2-5.8). */
export function startsKeyFrame(mime: string, payload: Buffer): boolean {
  return mime === 'video/h264' ? startsH264KeyFrame(payload) : startsVp8KeyFrame(payload);
}

function startsVp8KeyFrame(payload: Buffer): boolean {
  const first = payload[0];
  if (first === undefined) return false;
  const startsFirstPartition = (first & 0x10) !== 0 && (first & 0x0f) === 0;
  if (!startsFirstPartition) return false;
  let offset = 1;
  if (first & 0x80) {
    const extensions = payload[offset++] ?? 0;
    if (extensions & 0x80) offset += (payload[offset] ?? 0) & 0x80 ? 2 : 1;
    if (extensions & 0x40) offset += 1;
    if (extensions & 0x30) offset += 1;
  }
  const frameTag = payload[offset];
  return frameTag !== undefined && (frameTag & 0x01) === 0;
}

function startsH264KeyFrame(payload: Buffer): boolean {
  const type = (payload[0] ?? 0) & 0x1f;
  if (type === H264_SPS || type === H264_IDR) return true;
  if (type === H264_STAP_A) return stapHoldsKeyFrame(payload);
  if (type !== H264_FU_A) return false;
  const fuHeader = payload[1] ?? 0;
  const isStart = (fuHeader & 0x80) !== 0;
  return isStart && ((fuHeader & 0x1f) === H264_IDR || (fuHeader & 0x1f) === H264_SPS);
}

function stapHoldsKeyFrame(payload: Buffer): boolean {
  let offset = 1;
  while (offset + 2 < payload.length) {
    const size = payload.readUInt16BE(offset);
    const type = (payload[offset + 2] ?? 0) & 0x1f;
    if (type === H264_SPS || type === H264_IDR) return true;
    offset += 2 + size;
  }
  return false;
}
