import { ERRORS } from '../errors.js';

const errorRows = Object.values(ERRORS)
  .map(({ code, httpStatus, message }) => `| ${code} | ${httpStatus} | ${message} |`)
  .join('\n');

/** What holds for the whole API, in Markdown. */
export const INTRODUCTION = `Avatarium serves the AKOOL Live Avatar API on your own machine: an avatar, lip-synced, in a LiveKit room, from a plain CPU. What is ours, and not the vendor's, lies under \`/api/avatarium/v1/\`.

## Replies

Every reply is JSON: \`{"code": 1000, "msg": "OK", "data": …}\`. **\`code\` 1000 is success, any other is an error**, and \`msg\` then says what is wrong, naming the field. Errors come with HTTP status 200, as clients of the vendor expect; a server in strict mode (\`HTTP_STATUS_MODE=strict\`) sends the same body with the status of this table. Fields may be added to replies.

| code | strict HTTP status | meaning |
|---|---|---|
${errorRows}

## Access

Send your API key as \`x-api-key\`, or a token from [getToken](#tag/access/POST/api/open/v3/getToken) as \`Authorization: Bearer TOKEN\`. When both headers carry a value, \`Authorization\` counts. What belongs to another account answers exactly as what does not exist.

## Requests

- A body is read as JSON whatever its Content-Type, up to 1 MiB.
- An empty string in an optional field means "not set".
- Fields that are not known are ignored, and noted in the [request log](#tag/sandbox/GET/api/avatarium/v1/requests).
- Texts must be well-formed Unicode without NUL; names hold no control characters.
- URLs must lead to public addresses, unless the server's \`URL_ALLOWLIST\` names them; an upload stands for a URL as \`avatarium:file/<id>\`.
- Ids are 24 hexadecimal characters; times are integer milliseconds since 1970.
- Lists take \`page\` (from 1) and \`size\` (1 to 100).

## Limits

Calls above the rate of a key are error 1005; a key's budget of minutes that is spent is 1104; a server whose avatars are all taken queues sessions, and answers 1215 when the queue is full.
`;
