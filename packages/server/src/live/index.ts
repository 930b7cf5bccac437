export type {
  LiveSession,
  LiveSessionEvents,
  LiveSessionFactory,
  LiveSessionOptions,
  VoiceParams,
} from './port.js';
export { createLiveSessionFactory, type LiveSessionDeps } from './session-factory.js';
