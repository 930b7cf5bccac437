/** What faces do, for code that needs no schemas: render threads start faster without them. */
export * from './performance.js';
export * from './visemes.js';
