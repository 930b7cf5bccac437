import { describe, it } from 'vitest';
import { hasLivekitServer, startLivekitServer } from '../../../../../tests/support/index.js';
import type { VideoSettings } from '../port.js';
import { startEmbeddedServer, type TestRoom } from '../testing/room-servers.js';
import { describeTransport } from '../transport.suite.js';
import { LiveKitTransport } from './index.js';

const create = (room: TestRoom, video: VideoSettings, token: string) =>
  new LiveKitTransport({ url: room.url, token, video, listVisible: () => room.visible() });

describeTransport('LiveKit transport on the embedded media server', create, startEmbeddedServer);

if (hasLivekitServer()) {
  describeTransport('LiveKit transport on an original livekit-server', create, startLivekitServer);
} else {
  describe('LiveKit transport on an original livekit-server', () => {
    it.skip('needs LIVEKIT_SERVER_BIN', () => {});
  });
}
