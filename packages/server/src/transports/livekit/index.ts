export { LiveKitTransport, type LiveKitTransportOptions } from './livekit-transport.js';
