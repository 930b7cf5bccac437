import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';

const SEED = new URL('../../../../contract/fixtures/seed-session-detail.txt', import.meta.url);

/** The document's own schema of a reply to session/detail, closed against nothing it does not close itself. */
export function seedDetailReply(): ValidateFunction {
  const text = readFileSync(SEED, 'utf8');
  const yaml = /^````yaml[^\n]*\n([\s\S]*?)^````/m.exec(text)?.[1];
  if (yaml === undefined) {
    throw new Error('the seed document holds no OpenAPI description');
  }
  const document = parse(yaml);
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema(document, 'seed');
  const schema =
    document.paths['/api/open/v4/liveAvatar/session/detail'].get.responses['200'].content['application/json']
      .schema;
  const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"seed#/'));
  return ajv.compile(absolute);
}

/** What the document says is required for a stream type, beside what its schema can express. */
export const SEED_LIVEKIT_REQUIRED = ['livekit_url', 'livekit_token'];
