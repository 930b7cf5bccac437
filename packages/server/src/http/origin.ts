import { hostname } from 'node:os';
import type { FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';

/** A Host header we are ready to repeat in a reply. */
const HOST_FORM = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i;

export interface Origins {
  /** http(s)://host[:port][/path] that this caller reaches us by, without a slash at the end. */
  baseUrl(request: FastifyRequest): string;
  /** The same for WebSockets. */
  websocketUrl(request: FastifyRequest): string;
  /** True when the Host header is a name that only we have, so that no foreign name can be made to lead here. */
  isOwnHost(request: FastifyRequest): boolean;
  /** True when the page that sent the request came from us, or no page did. */
  isSameOrigin(request: FastifyRequest): boolean;
}

function hostOf(request: FastifyRequest): string | null {
  const host = request.headers.host ?? '';
  // Of the right form, and not such as port 99999 or address 999.9.9.9.
  return HOST_FORM.test(host) && URL.canParse(`http://${host}`) ? host.toLowerCase() : null;
}

/** @param listeningHost the setting HOST, for requests that name no host */
export function createOrigins(publicUrl: string | undefined, listeningHost: string): Origins {
  const publicHost = publicUrl === undefined ? null : new URL(publicUrl).host;
  const ownNames = new Set(['localhost', hostname().toLowerCase(), listeningHost.toLowerCase()]);

  function baseUrl(request: FastifyRequest): string {
    return publicUrl ?? `${request.protocol}://${hostOf(request) ?? listeningHost}`;
  }

  function isOwnHost(request: FastifyRequest): boolean {
    const host = hostOf(request);
    if (host === null) {
      return false;
    }
    const name = host.replace(/:\d+$/, '');
    return (
      host === publicHost ||
      ownNames.has(name) ||
      name.endsWith('.localhost') ||
      // An address cannot be rebound.
      ipaddr.isValid(name.replace(/^\[(.*)\]$/, '$1'))
    );
  }

  return {
    baseUrl,
    websocketUrl: (request) => baseUrl(request).replace(/^http/, 'ws'),
    isOwnHost,
    isSameOrigin(request) {
      const { origin, 'sec-fetch-site': site } = request.headers;
      if (origin !== undefined) {
        const host = URL.parse(origin)?.host;
        return host !== undefined && (host === hostOf(request) || host === publicHost);
      }
      return site === undefined ? request.method === 'GET' : site === 'same-origin' || site === 'none';
    },
  };
}
