export * from './api.js';
export * from './browser.js';
export * from './livekit-server.js';
export * from './page-client.js';
export * from './process-tree.js';
export * from './server-process.js';
export * from './viewer.js';
export * from './wait.js';
