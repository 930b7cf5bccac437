export { parseUrlAllowlist, type UrlAllowlist } from './allowlist.js';
export { FetchFailedError, RefusedUrlError } from './errors.js';
export { type FetchedMedia, type FetchMedia, guardedFetch } from './guarded-fetch.js';
export { guardedPost } from './guarded-post.js';
export { checkUrl, type Resolver } from './resolve.js';
