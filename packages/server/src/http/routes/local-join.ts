import { ApiError, agoraJoinRequest, LOCAL_JOIN_PATHS, trtcJoinRequest } from '@avatarium/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LocalJoins } from '../../sessions/local-join.js';
import type { CallRates } from '../auth.js';
import { success } from '../envelope.js';
import type { RateLimits } from '../rate-limits.js';
import { validate } from '../validate.js';

/** Where the stand-ins of the vendors' SDKs get in. No API key: the vendor's token is the credential. */
export function localJoinRoutes(
  app: FastifyInstance,
  deps: {
    localJoins: LocalJoins;
    /** Where this caller's LiveKit client connects to. */
    livekitUrl(request: FastifyRequest): string;
    limits: RateLimits;
    rates: Pick<CallRates, 'refusedPerAddress'>;
  },
): void {
  const { localJoins, livekitUrl, limits, rates } = deps;

  /** Holds whoever is refused to a rate. Good calls from the same address are none the worse for it. */
  async function limited<T>(request: FastifyRequest, join: () => Promise<T>): Promise<T> {
    try {
      return await join();
    } catch (error) {
      if (error instanceof ApiError) {
        limits.take(`address ${request.ip}`, rates.refusedPerAddress);
      }
      throw error;
    }
  }

  app.post(LOCAL_JOIN_PATHS.agora, (request) =>
    limited(request, async () =>
      success(await localJoins.agora(validate(agoraJoinRequest, request.body), livekitUrl(request))),
    ),
  );

  app.post(LOCAL_JOIN_PATHS.trtc, (request) =>
    limited(request, async () =>
      success(await localJoins.trtc(validate(trtcJoinRequest, request.body), livekitUrl(request))),
    ),
  );
}
