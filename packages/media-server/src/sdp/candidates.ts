/**
 * Puts another address in place of the host's own in the candidates of a session description, for a server whose
 * ports are reached under it through a one-to-one NAT. Loopback candidates stay.
 */
export function advertiseAddress(sdp: string, address: string): string {
  return sdp.replace(/^(a=candidate:\S+ \d+ udp \d+ )(?!127\.)\S+/gm, `$1${address}`);
}
