export * from './avatar-steps.js';
export * from './errors.js';
export * from './performance.js';
export * from './problem-words.js';
export * from './rest/index.js';
export * from './simulation.js';
export * from './stream-protocol.js';
export * from './visemes.js';
