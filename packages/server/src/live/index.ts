export { loadDialogue } from './dialogue/index.js';
export type { LiveSession, LiveSessionOptions } from './port.js';
export { createLiveSessionFactory } from './session-factory.js';
