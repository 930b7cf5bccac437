import ipaddr from 'ipaddr.js';

/** What callers' URLs may reach although it is private; see the setting URL_ALLOWLIST. */
export interface UrlAllowlist {
  /** `hostname` as a URL has it: lower case, IPv6 in brackets. */
  allowsHost(hostname: string, port: number): boolean;
  allowsAddress(address: string): boolean;
}

type Range = ReturnType<typeof ipaddr.parseCIDR>;

/** Reads a comma-separated list of hosts, host:port pairs and CIDR ranges. Throws an Error naming a bad entry. */
export function parseUrlAllowlist(list: string): UrlAllowlist {
  const hosts = new Set<string>();
  const ranges: Range[] = [];
  for (const entry of list.split(',').map((part) => part.trim().toLowerCase())) {
    if (entry === '') {
      continue;
    }
    if (entry.includes('/')) {
      if (!ipaddr.isValidCIDR(entry)) {
        throw new Error(`"${entry}" is not a host, a host:port pair or a CIDR range`);
      }
      ranges.push(ipaddr.parseCIDR(entry));
      continue;
    }
    const isBareIpv6 = ipaddr.IPv6.isValid(entry);
    const url = URL.parse(`http://${isBareIpv6 ? `[${entry}]` : entry}`);
    if (
      !url?.hostname ||
      url.pathname !== '/' ||
      url.username !== '' ||
      url.search !== '' ||
      url.hash !== ''
    ) {
      throw new Error(`"${entry}" is not a host, a host:port pair or a CIDR range`);
    }
    const port = isBareIpv6 ? undefined : /:(\d+)$/.exec(entry)?.[1];
    hosts.add(port === undefined ? url.hostname : `${url.hostname}:${Number(port)}`);
  }
  return {
    allowsHost: (hostname, port) => hosts.has(hostname) || hosts.has(`${hostname}:${port}`),
    allowsAddress(address) {
      if (!ipaddr.isValid(address)) {
        return false;
      }
      const ip = ipaddr.process(address);
      return (
        hosts.has(ip.kind() === 'ipv6' ? `[${address}]` : ip.toString()) ||
        ranges.some(([base, bits]) => base.kind() === ip.kind() && ip.match(base, bits))
      );
    },
  };
}
