#!/usr/bin/env -S MALLOC_ARENA_MAX=2 node
// glibc keeps an arena of memory for each of WebRTC's many short-lived threads, and returns none of it; with two
// arenas 30 rounds of joining and leaving a room ended at a third of the memory.
import { run } from '../dist/cli/run.js';

// Libraries that are loaded later talk less in production.
process.env.NODE_ENV ??= 'production';

// Native libraries keep threads of their own; nothing of ours is left when this is reached.
process.exit(await run(process.argv.slice(2)));
