import { Peer, type PeerSettings } from './peer.js';

const TIMEOUT_MS = 5000;

/**
 * Connects two peers with each other once and closes them. The first handshake of a process makes the certificate
 * and compiles the cryptography, which takes some hundred milliseconds; they had better not be the first client's.
 */
export async function warmUp(settings: PeerSettings): Promise<void> {
  let connected = 0;
  let done: () => void = () => {};
  const both = new Promise<void>((resolve) => {
    done = resolve;
  });
  const newPeer = () =>
    new Peer(settings, {
      onState: (state) => {
        if (state === 'interrupted' || ++connected === 2) done();
      },
      onChannel: () => {},
      onStream: () => {},
    });
  const [caller, callee] = [newPeer(), newPeer()];
  const timer = setTimeout(done, TIMEOUT_MS);
  try {
    caller.createChannel('warm-up', { ordered: true });
    const offer = await caller.offer(false);
    const answer = await callee.answer(offer.sdp, () => {});
    await caller.acceptAnswer(answer.sdp);
    await both;
  } finally {
    clearTimeout(timer);
    await Promise.all([caller.close(), callee.close()]);
  }
}
