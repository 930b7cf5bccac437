export * from './document.js';
export { errorsOf, type Operation, type Reply, type RequestBody, type Tag } from './operation.js';
export { OPERATIONS } from './operations/index.js';
