/**
 * Fails when what we ship contains anything under the GPL: by the licence of each package outside of development, and
 * by what stands in the native files of those that are installed. The LGPL is allowed: those packages can be replaced.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const NATIVE = /\.(node|so(\.\d+)*|dylib|dll|wasm|exe)$/;
/** What such files say of themselves: build settings of FFmpeg, eSpeak NG, licence texts that programs print. */
const TRACES = ['--enable-gpl', 'espeak-ng', 'eSpeak NG', 'GNU GENERAL PUBLIC LICENSE'];

/** True where every choice that an SPDX expression gives includes the GPL or AGPL. */
function isGpl(licence) {
  const bare = String(licence).replace(/[()]/g, ' ');
  return bare.split(/\bOR\b/).every((choice) => /(^|[^L])A?GPL/.test(choice));
}

/** Packages outside of development: [path, licence]. */
function packagesOf(lock) {
  return Object.entries(lock.packages)
    .filter(([name, entry]) => name.includes('node_modules/') && !entry.dev && !entry.link)
    .map(([name, entry]) => [name, entry.license ?? 'unknown']);
}

/** What is wrong with the tree in a folder, a line each. */
function findGpl(root) {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const wrong = [];
  for (const [name, licence] of packagesOf(lock)) {
    if (isGpl(licence)) wrong.push(`${name}: licence ${licence}`);
    for (const file of nativeFilesIn(path.join(root, name))) {
      const bytes = readFileSync(file);
      const trace = TRACES.find((text) => bytes.includes(text));
      if (trace) wrong.push(`${path.relative(root, file)}: says "${trace}"`);
    }
  }
  return wrong;
}

/** Files of a package itself, not of those inside of it. */
function nativeFilesIn(folder) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    // For another system: not installed here.
    return [];
  }
  return entries.flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : nativeFilesIn(file);
    return entry.isFile() && NATIVE.test(entry.name) ? [file] : [];
  });
}

const wrong = findGpl(path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '..')));
for (const line of wrong) console.error(line);
if (wrong.length > 0) {
  console.error(
    'Nothing under the GPL may be a dependency: it is pulled by operators who want it, or left out.',
  );
  process.exit(1);
}
