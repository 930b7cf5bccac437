import {
  RTCRtpCodecParameters,
  type RTCRtpHeaderExtensionParameters,
  useAudioLevelIndication,
  useFIR,
  useH264,
  useNACK,
  useOPUS,
  usePLI,
  useREMB,
  useRepairedRtpStreamId,
  useSdesMid,
  useSdesRTPStreamId,
  useVP8,
} from 'werift';

export const AUDIO_LEVEL_URI = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';
export const RID_URI = 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id';
export const MID_URI = 'urn:ietf:params:rtp-hdrext:sdes:mid';

/** Mime types a client may publish, as announced on joining. */
export const PUBLISH_MIMES = ['audio/opus', 'video/VP8', 'video/H264'];

/**
 * The codecs every connection offers and accepts. No transport-wide congestion control: werift's feedback makes
 * senders collapse their bitrate; a receiver estimate (REMB) holds it up instead.
 */
export function supportedCodecs(): { audio: RTCRtpCodecParameters[]; video: RTCRtpCodecParameters[] } {
  const rtcpFeedback = [useNACK(), usePLI(), useFIR(), useREMB()];
  const repair = (payloadType: number, repaired: number) =>
    new RTCRtpCodecParameters({
      mimeType: 'video/rtx',
      clockRate: 90000,
      payloadType,
      parameters: `apt=${repaired}`,
    });
  return {
    audio: [useOPUS({ payloadType: 111, parameters: 'minptime=10;useinbandfec=1' })],
    video: [
      useVP8({ payloadType: 96, rtcpFeedback }),
      repair(97, 96),
      useH264({
        payloadType: 102,
        rtcpFeedback,
        parameters: 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
      }),
      repair(103, 102),
    ],
  };
}

export function supportedExtensions(): {
  audio: RTCRtpHeaderExtensionParameters[];
  video: RTCRtpHeaderExtensionParameters[];
} {
  return {
    audio: [useSdesMid(), useAudioLevelIndication()],
    video: [useSdesMid(), useSdesRTPStreamId(), useRepairedRtpStreamId()],
  };
}
