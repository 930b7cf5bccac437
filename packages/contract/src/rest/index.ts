export * from './avatar.js';
export * from './common.js';
export * from './console.js';
export * from './session.js';
export * from './session-create.js';
export * from './token.js';
export * from './voice.js';
export * from './webhook.js';
