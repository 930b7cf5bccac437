import { z } from 'zod';

/** Sign-in of the web console; these stand outside `/api`. */
export const CONSOLE_PATHS = {
  login: '/console/login',
  logout: '/console/logout',
  me: '/console/me',
} as const;

export const consoleLoginRequest = z.object({ apiKey: z.string().min(1, 'is required').max(200) });

export const consoleMe = z.object({
  signedIn: z.boolean(),
  /** Null when nobody is signed in. */
  account: z.object({ uid: z.int(), clientId: z.string() }).nullable(),
  version: z.string(),
  /** What API callers put before the paths, e.g. "http://localhost:8080". */
  baseUrl: z.string(),
  video: z.object({ width: z.int(), height: z.int(), fps: z.number(), codec: z.string() }),
});
export type ConsoleMe = z.infer<typeof consoleMe>;
