export * from './face-state.js';
