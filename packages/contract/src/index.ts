export * from './performance.js';
export * from './visemes.js';
