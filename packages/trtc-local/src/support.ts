export interface SupportResult {
  result: boolean;
  detail: Record<string, boolean>;
}

/** What the browser can do, under the vendor's names. */
export function browserSupport(): SupportResult {
  const sends = (kind: string, codec: string) => has(globalThis.RTCRtpSender, kind, codec);
  const receives = (kind: string, codec: string) => has(globalThis.RTCRtpReceiver, kind, codec);
  const devices: Partial<MediaDevices> | undefined = globalThis.navigator?.mediaDevices;
  const isWebRTCSupported = typeof RTCPeerConnection === 'function';
  const isMediaDevicesSupported = typeof devices?.getUserMedia === 'function';
  return {
    result: isWebRTCSupported,
    detail: {
      isBrowserSupported: isWebRTCSupported,
      isWebRTCSupported,
      isWebCodecsSupported: typeof globalThis.VideoDecoder === 'function',
      isMediaDevicesSupported,
      isScreenShareSupported: typeof devices?.getDisplayMedia === 'function',
      // The stand-in sends one stream only.
      isSmallStreamSupported: false,
      isH264EncodeSupported: sends('video', 'video/H264'),
      isVp8EncodeSupported: sends('video', 'video/VP8'),
      isH264DecodeSupported: receives('video', 'video/H264'),
      isVp8DecodeSupported: receives('video', 'video/VP8'),
    },
  };
}

function has(
  side: { getCapabilities(kind: string): RTCRtpCapabilities | null } | undefined,
  kind: string,
  codec: string,
): boolean {
  const codecs = side?.getCapabilities?.(kind)?.codecs ?? [];
  return codecs.some(({ mimeType }) => mimeType.toLowerCase() === codec.toLowerCase());
}
