export { LiveKitTransport } from './livekit-transport.js';
