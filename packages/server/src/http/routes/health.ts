import type { FastifyInstance } from 'fastify';
import { metrics } from '../../observability/metrics.js';

export function healthRoutes(
  app: FastifyInstance,
  deps: {
    /** True while a session could be taken. */
    isReady(): boolean;
    /** Brings figures up to date that are read rather than counted. */
    refreshMetrics(): Promise<void>;
  },
): void {
  app.get('/healthz', { logLevel: 'warn' }, async (_request, reply) => {
    const ready = deps.isReady();
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: ready ? 'ok' : 'stopping' });
  });

  app.get('/metrics', { logLevel: 'warn' }, async (_request, reply) => {
    await deps.refreshMetrics();
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}
