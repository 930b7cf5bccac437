import type { FastifyInstance } from 'fastify';

export interface Route {
  method: string;
  /** As it was declared, e.g. `/api/avatarium/v1/keys/:id`. */
  path: string;
}

/** Every route that the app has, read from the tree that its router prints. */
export function routesOf(app: FastifyInstance): Route[] {
  const routes: Route[] = [];
  const parents: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).split('\n')) {
    const found = /^([│ ]*)[├└]── (.*) \((.+)\)$/.exec(line);
    if (found) {
      const [, indent = '', part = '', methods = ''] = found;
      const depth = indent.length / 4;
      const path = (parents[depth - 1] ?? '') + part;
      parents.length = depth;
      parents.push(path);
      routes.push(...methods.split(', ').map((method) => ({ method, path })));
    }
  }
  return routes;
}
