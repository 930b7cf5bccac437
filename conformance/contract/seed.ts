import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';

/** The original document lies in the contract package; this file runs as `contract/` and as `dist/contract/`. */
const ROOT = new URL('.', import.meta.url).href.replace(/conformance\/(dist\/)?contract\/$/, '');
const SEED = new URL('packages/contract/fixtures/seed-session-detail.txt', ROOT);

const DETAIL = '/api/open/v4/liveAvatar/session/detail';

/** The original document's own schema of an answer to session/detail. */
export function seedDetailReply(): ValidateFunction {
  const yaml = /^````yaml[^\n]*\n([\s\S]*?)^````/m.exec(readFileSync(SEED, 'utf8'))?.[1];
  const document = parse(yaml ?? '');
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema(document, 'seed');
  const { schema } = document.paths[DETAIL].get.responses['200'].content['application/json'];
  return ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"seed#/')));
}
