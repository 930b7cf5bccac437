import type { Session, StreamType } from '../../api/types.js';

export const STREAM_NAMES: Record<StreamType, string> = { livekit: 'LiveKit', agora: 'Agora', trtc: 'TRTC' };

/** What the reader gets with a stream type. */
export const STREAM_WORDS: Record<StreamType, string> = {
  livekit: 'The server’s own media server, or the operator’s.',
  agora:
    'Through Agora’s cloud if the server has an account there. If not, the session is local: the page runs a stand-in of Agora’s SDK.',
  trtc: 'Through TRTC’s cloud if the server has an account there. If not, the session is local: the page runs a stand-in of TRTC’s SDK.',
};

/** By what a running session reaches the page, where that is worth a word. */
export function streamNote({ stream_type, local }: Session): string | undefined {
  if (stream_type === 'livekit') return undefined;
  return local ? `${STREAM_NAMES[stream_type]}, local` : STREAM_NAMES[stream_type];
}
