import ipaddr from 'ipaddr.js';

const GLOBAL_UNICAST_IPV6 = ipaddr.parseCIDR('2000::/3');

/**
 * True for an address that anybody on the internet can have. Private, loopback, link-local, unspecified,
 * multicast, carrier-grade NAT and reserved ranges are not (IANA special-purpose registries), nor are the IPv6
 * forms that carry an IPv4 address in them (mapped, compatible, NAT64, 6to4, Teredo).
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) {
    return false;
  }
  const ip = ipaddr.parse(address);
  if (ip.range() !== 'unicast') {
    return false;
  }
  return ip.kind() === 'ipv4' || ip.match(GLOBAL_UNICAST_IPV6);
}
