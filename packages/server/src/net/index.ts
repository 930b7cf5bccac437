export { parseUrlAllowlist, type UrlAllowlist } from './allowlist.js';
export { FetchFailedError, RefusedUrlError, TooLargeError, WrongTypeError } from './errors.js';
export {
  type DownloadedFile,
  guardedDownload,
  guardedStream,
  isAllowedType,
} from './guarded-fetch.js';
export { guardedPost } from './guarded-post.js';
export { GuardedRelay, type RelayedUrl } from './guarded-relay.js';
export { checkUrl, type Resolver } from './resolve.js';
export { ANSWER_TIMEOUT_MS, endWith, IDLE_TIMEOUT_MS } from './upgrades.js';
