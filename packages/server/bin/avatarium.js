#!/usr/bin/env node
import { run } from '../dist/cli/run.js';

// Libraries that are loaded later talk less in production.
process.env.NODE_ENV ??= 'production';

// Native libraries keep threads of their own; nothing of ours is left when this is reached.
process.exit(await run(process.argv.slice(2)));
