import type { FastifyInstance, FastifyReply } from 'fastify';
import type { AvatarCatalog } from '../../avatars/catalog.js';
import type { Poster } from '../../avatars/posters.js';
import type { VoiceCatalog } from '../../voices/catalog.js';

/** Under these paths lie files, outside the envelope, for anybody to see. */
const POSTERS = '/media/avatars';
const PREVIEWS = '/media/voices';

const ONE_DAY = 'public, max-age=86400';

/** Path of an avatar's picture. */
export function posterPath(avatarId: string): string {
  return `${POSTERS}/${encodeURIComponent(avatarId)}.png`;
}

/** Path of a voice's sample. */
export function previewPath(voiceId: string): string {
  return `${PREVIEWS}/${encodeURIComponent(voiceId)}.wav`;
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
}
