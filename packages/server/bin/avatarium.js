#!/usr/bin/env node
import { run } from '../dist/cli/run.js';

// Native libraries keep threads of their own; nothing of ours is left when this is reached.
process.exit(await run(process.argv.slice(2)));
