/** What the server reads from one audio or video section of a client's offer. */
export interface OfferedSection {
  mid: string;
  kind: 'audio' | 'video';
  /** Whether the client means to send on it. */
  sends: boolean;
  /** The client's track id, from the section's msid. */
  trackId: string | undefined;
  /** Streams announced with a=ssrc, the repair streams of FID groups left out. */
  ssrcs: number[];
  /** Repair stream of each announced stream. */
  repairSsrcs: Map<number, number>;
  /** Simulcast layers the client offers, in its order. */
  rids: string[];
}

export class SdpError extends Error {
  override readonly name = 'SdpError';
}

/**
 * Reads the media sections of an offer.
 * @throws SdpError when it is no session description or has more sections than allowed
 */
export function readOffer(sdp: string, maxSections: number): OfferedSection[] {
  if (!sdp.startsWith('v=0')) throw new SdpError('not a session description');
  const blocks = sdp.split(/\r?\n(?=m=)/).slice(1);
  if (blocks.length > maxSections) {
    throw new SdpError(
      `the session description has ${blocks.length} media sections, ${maxSections} are allowed`,
    );
  }
  return blocks.flatMap((block) => readSection(block));
}

function readSection(block: string): OfferedSection[] {
  const kind = /^m=(audio|video) /.exec(block)?.[1];
  const mid = /^a=mid:(\S+)/m.exec(block)?.[1];
  if ((kind !== 'audio' && kind !== 'video') || mid === undefined) return [];
  const repairSsrcs = new Map<number, number>();
  for (const [, main, repair] of block.matchAll(/^a=ssrc-group:FID (\d+) (\d+)/gm)) {
    repairSsrcs.set(Number(main), Number(repair));
  }
  const repairs = new Set(repairSsrcs.values());
  const announced = new Set([...block.matchAll(/^a=ssrc:(\d+)/gm)].map(([, ssrc]) => Number(ssrc)));
  return [
    {
      mid,
      kind,
      sends: /^a=(sendonly|sendrecv)/m.test(block),
      trackId: /^a=msid:\S+ (\S+)/m.exec(block)?.[1],
      ssrcs: [...announced].filter((ssrc) => !repairs.has(ssrc)),
      repairSsrcs,
      rids: [...block.matchAll(/^a=rid:(\S+) send/gm)].flatMap(([, rid]) => rid ?? []),
    },
  ];
}

/**
 * The offer as the SDP layer below can take it. Without simulcast lines, which it would accept as they are; and
 * with a port in sections that have none because they are bundle-only (RFC 8843 section 6), as Firefox offers them,
 * which it would take for rejected.
 */
export function plainOffer(sdp: string): string {
  return sdp
    .replace(/^a=(?:simulcast|rid):.*\r?\n/gm, '')
    .split(/(?<=\n)(?=m=)/)
    .map((block) => (/^a=bundle-only/m.test(block) ? block.replace(/^(m=\S+) 0 /, '$1 9 ') : block))
    .join('');
}

/** Names of simulcast layers from best to worst, as LiveKit's clients give them. */
const LAYERS_BY_QUALITY = ['f', 'h', 'q'];

/** The one layer the server takes of a simulcast sender: its best. */
export function bestLayer(rids: string[]): string | undefined {
  return LAYERS_BY_QUALITY.find((rid) => rids.includes(rid)) ?? rids.at(-1);
}

/**
 * Adds to an answer, for every simulcast section of the offer, that of its layers only the best is wanted (RFC 8853).
 * Without such lines a browser sends its first layer, which is the smallest.
 */
export function acceptBestLayers(answerSdp: string, offered: OfferedSection[]): string {
  const best = new Map(
    offered.flatMap(({ mid, rids }) => (rids.length > 0 ? [[mid, bestLayer(rids)] as const] : [])),
  );
  if (best.size === 0) return answerSdp;
  return answerSdp
    .split(/(?<=\r\n)(?=m=)/)
    .map((block) => {
      const rid = best.get(/^a=mid:(\S+)/m.exec(block)?.[1] ?? '');
      const accepted = rid !== undefined && !block.startsWith('m=video 0 ');
      return accepted ? `${block}a=rid:${rid} recv\r\na=simulcast:recv ${rid}\r\n` : block;
    })
    .join('');
}
