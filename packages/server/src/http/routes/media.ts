import { send } from '@fastify/send';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { AvatarCatalog } from '../../avatars/catalog.js';
import type { Poster } from '../../avatars/posters.js';
import type { FileLibrary } from '../../files/library.js';
import type { VoiceCatalog } from '../../voices/catalog.js';

/** Under these paths lie files, outside the envelope, for anybody to see. */
const POSTERS = '/media/avatars';
const PREVIEWS = '/media/voices';
const FILES = '/media/files';

const ONE_DAY = 'public, max-age=86400';
/** What lies under an id never changes, and can be deleted. */
const ONE_HOUR = 'private, max-age=3600';
/** Whatever it is, it is looked at and never run. */
const NOTHING_RUNS =
  "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";

/** Path of an avatar's picture. */
export function posterPath(avatarId: string): string {
  return `${POSTERS}/${encodeURIComponent(avatarId)}.png`;
}

/** Path of a voice's sample. */
export function previewPath(voiceId: string): string {
  return `${PREVIEWS}/${encodeURIComponent(voiceId)}.wav`;
}

/** Path of a file that an avatar shows. */
export function shownFilePath(id: string): string {
  return `${FILES}/${id}`;
}

function notFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).type('text/plain').send('Not found\n');
}

export function mediaRoutes(
  app: FastifyInstance,
  deps: {
    avatars: AvatarCatalog;
    poster: Poster;
    voices: VoiceCatalog;
    files: Pick<FileLibrary, 'shown'>;
  },
): void {
  app.get<{ Params: { file: string } }>(`${POSTERS}/:file`, async (request, reply) => {
    const avatar = deps.avatars.find(request.params.file.replace(/\.png$/, ''));
    if (!avatar) {
      return notFound(reply);
    }
    const bytes = await deps.poster(avatar.avatarId);
    return reply.type('image/png').header('cache-control', ONE_DAY).send(Buffer.from(bytes));
  });

  app.get<{ Params: { file: string } }>(`${PREVIEWS}/:file`, async (request, reply) => {
    const found = deps.voices.find(request.params.file.replace(/\.wav$/, ''));
    if (!found) {
      return notFound(reply);
    }
    const { bytes } = await deps.voices.previewWav(found.voice.voiceId);
    return reply.type('audio/wav').header('cache-control', ONE_DAY).send(Buffer.from(bytes));
  });

  app.get<{ Params: { id: string } }>(`${FILES}/:id`, async (request, reply) => {
    const shown = await deps.files.shown(request.params.id);
    if (!shown) {
      return notFound(reply);
    }
    const { file, directory } = shown;
    const sent = await send(request.raw, `/${file.id}`, {
      root: directory,
      index: false,
      cacheControl: false,
      contentType: false,
    });
    if (sent.type !== 'file') {
      sent.stream.destroy();
      const refused = sent.statusCode === 416 || sent.statusCode === 412;
      return refused
        ? reply.code(sent.statusCode).header('content-range', `bytes */${file.sizeBytes}`).send()
        : notFound(reply);
    }
    return reply
      .code(sent.statusCode)
      .headers(sent.headers)
      .type(file.contentType)
      .header('cache-control', ONE_HOUR)
      .header('content-security-policy', NOTHING_RUNS)
      .send(sent.stream);
  });
}
