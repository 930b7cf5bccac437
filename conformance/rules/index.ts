import type { Section } from '../suite/rule.js';
import { accounts } from './accounts.js';
import { authentication } from './authentication.js';
import { avatars } from './avatars.js';
import { bodies } from './bodies.js';
import { browsers } from './browsers.js';
import { credentials } from './credentials.js';
import { envelope } from './envelope.js';
import { everyReply } from './every-reply.js';
import { files } from './files.js';
import { keys } from './keys.js';
import { knowledge } from './knowledge.js';
import { outside } from './outside.js';
import { pages } from './pages.js';
import { requestLog } from './request-log.js';
import { sessionCreate } from './session-create.js';
import { sessionFields } from './session-fields.js';
import { sessions } from './sessions.js';
import { urls } from './urls.js';
import { vendors } from './vendors.js';
import { voices } from './voices.js';
import { webhooks } from './webhooks.js';

/** The contract, in the order of the table. */
export const SECTIONS: Section[] = [
  envelope,
  authentication,
  browsers,
  bodies,
  sessionCreate,
  sessionFields,
  credentials,
  vendors,
  sessions,
  pages,
  avatars,
  voices,
  knowledge,
  files,
  urls,
  keys,
  webhooks,
  requestLog,
  outside,
  accounts,
  everyReply,
];
