import { describe, it } from 'vitest';
import { hasLiveKitServer, startLiveKitServer } from '../testing/servers.js';
import { describeServer } from './behaviour.suite.js';

if (hasLiveKitServer()) {
  describeServer('livekit-server', startLiveKitServer);
} else {
  describe('livekit-server', () => {
    it('is not at hand', ({ skip }) => skip());
  });
}
