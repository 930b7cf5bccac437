import type { Readable } from 'node:stream';
import {
  ApiError,
  FILE_URL_PREFIX,
  FILES_PATH,
  type File,
  fileListQuery,
  fileUploadQuery,
  ownIdRequest,
} from '@avatarium/contract';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FileLibrary, ReceiveUpload, Upload } from '../../files/library.js';
import type { FileRow } from '../../storage/file-port.js';
import type { Authenticate } from '../auth.js';
import { success } from '../envelope.js';
import { validate } from '../validate.js';

/** Beside the one file of a form. */
const FORM_LIMITS = {
  files: 1,
  // The library counts, and does not cut.
  fileSize: Number.POSITIVE_INFINITY,
  fields: 8,
  parts: 9,
  fieldSize: 1024,
  fieldNameSize: 100,
  headerPairs: 20,
};
/** What is read of a refused body, so that its sender gets to read why. */
const DRAIN = { maxBytes: 64 * 2 ** 20, timeoutMs: 5000 };

function present(file: FileRow): File {
  return {
    _id: file.id,
    url: `${FILE_URL_PREFIX}${file.id}`,
    name: file.name,
    content_type: file.contentType,
    size: file.sizeBytes,
    create_time: file.createdAt,
  };
}

/** Reads on for a while after a refusal: a client that is still sending looks at no reply. */
async function drain(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const body = request.raw;
  if (body.readableEnded || body.destroyed) {
    return;
  }
  reply.header('connection', 'close');
  body.unpipe();
  await new Promise<void>((resolve) => {
    let bytes = 0;
    const timer = setTimeout(resolve, DRAIN.timeoutMs);
    const settle = () => {
      clearTimeout(timer);
      resolve();
    };
    body.once('end', settle).once('close', settle).once('error', settle);
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > DRAIN.maxBytes) {
        settle();
      }
    });
    body.resume();
  });
}

/** The stream's chunks. One who stops reading leaves the connection open, for the reply that says why. */
function unspoilt(stream: Readable): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => stream.iterator({ destroyOnReturn: false }) };
}

/** Reads a form to its end: what goes wrong after the file spoils the file too. */
async function readForm(request: FastifyRequest, receive: ReceiveUpload): Promise<Upload> {
  let upload: Upload | null = null;
  let name: string | undefined;
  try {
    for await (const part of request.parts({ limits: FORM_LIMITS })) {
      if (part.type === 'file') {
        const received = await receive(unspoilt(part.file));
        upload = { received, name: part.filename, contentType: part.mimetype };
      } else if (part.fieldname === 'name' && typeof part.value === 'string' && part.value !== '') {
        name = part.value;
      }
    }
  } catch (error) {
    throw error instanceof ApiError
      ? error
      : new ApiError('uploadError', `file: the form cannot be read (${(error as Error).message})`, {
          cause: error,
        });
  }
  if (!upload) {
    throw new ApiError('uploadError', 'file: the form holds no file');
  }
  return { ...upload, name: name ?? upload.name };
}

/** Uploads: a form with one file, or a body that is the file. */
export async function fileRoutes(
  app: FastifyInstance,
  deps: { authenticate: Authenticate; files: FileLibrary },
): Promise<void> {
  const { authenticate, files } = deps;

  // Bodies are JSON elsewhere; here they are streams, so the upload has a scope of its own.
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    await scope.register(multipart, { throwFileSizeLimit: false });

    scope.post(FILES_PATH, async (request, reply) => {
      try {
        const { account } = await authenticate(request);
        const query = validate(fileUploadQuery, request.query);
        const file = await files.upload(account.id, async (receive) => {
          const upload = request.isMultipart()
            ? await readForm(request, receive)
            : {
                received: await receive(unspoilt(request.raw)),
                name: undefined,
                contentType: request.headers['content-type'],
              };
          return { ...upload, name: query.name ?? upload.name };
        });
        return success(present(file));
      } catch (error) {
        await drain(request, reply);
        throw error;
      }
    });
  });

  app.get(FILES_PATH, async (request) => {
    const { account } = await authenticate(request);
    const { rows, ...list } = await files.list(account.id, validate(fileListQuery, request.query));
    return success({ ...list, result: rows.map(present) });
  });

  const remove = async (request: FastifyRequest, sent: unknown) => {
    const { account } = await authenticate(request);
    const { id } = validate(ownIdRequest, sent);
    await files.delete(account.id, id);
    return success({ _id: id });
  };
  app.delete(FILES_PATH, (request) => remove(request, request.query));
  app.delete(`${FILES_PATH}/:id`, (request) => remove(request, request.params));
}
