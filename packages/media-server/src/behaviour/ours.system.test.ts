import { startOurs } from '../testing/servers.js';
import { describeServer } from './behaviour.suite.js';

describeServer('our media server', () => startOurs());
