export type { LogLevel, MediaServerLimits, MediaServerOptions } from './options.js';
export { type MediaServer, type MediaServerStats, startMediaServer } from './server.js';
