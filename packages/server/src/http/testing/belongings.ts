import {
  type ApiKeyWithSecret,
  avatar,
  file,
  getTokenReply,
  knowledgeBase,
  session,
  webhookDeliveryList,
} from '@avatarium/contract';
import type { InjectOptions } from 'fastify';
import { makeId } from '../../accounts/credentials.js';
import { makePack } from '../../avatars/import/testing/pack.js';
import type { Rig } from '../../testing/api-rig.js';
import { waitUntil } from '../../worker/testing/wait-until.js';

/** What calls can name. */
export type Kind = 'session' | 'avatar' | 'file' | 'media' | 'knowledge' | 'key' | 'delivery';

/** An account with objects of every kind. */
export interface Belongings {
  uid: number;
  key: ApiKeyWithSecret;
  token: string;
  /** Every value that names an object of the kind. */
  named: Record<Kind, string[]>;
  /** Texts that nobody else may ever be sent. */
  markers: string[];
  /** As the key's owner would. */
  call(options: InjectOptions): Promise<{ status: number; text: string; code: number; data: unknown }>;
}

/** Sends a call with these credentials. */
export async function send(rig: Rig, headers: Record<string, string>, options: InjectOptions) {
  const reply = await rig.inject({
    ...options,
    headers: { host: 'localhost:8080', ...headers, ...options.headers },
  });
  const json = String(reply.headers['content-type']).startsWith('application/json') ? reply.json() : {};
  return {
    status: reply.statusCode,
    text: reply.body,
    code: json.code as number,
    data: json.data as unknown,
  };
}

const LIVE = '/api/open/v4/liveAvatar';

/** Opens an account of this name and makes objects of every kind in it. */
export async function furnish(rig: Rig, name: string): Promise<Belongings> {
  const account = await rig.storage.accounts.ensure({ id: makeId(), name, createdAt: 0 });
  const key = await rig.keys.create(account, { name: `${name}-main` });
  const spare = await rig.keys.create(account, { name: `${name}-spare` });
  const webhookUrl = `https://${name}.example/hook`;
  await rig.storage.apiKeys.update(account.id, key._id, { webhookUrl });
  const call = (options: InjectOptions) => send(rig, { 'x-api-key': key.api_key }, options);
  const post = async (url: string, payload: object) => (await call({ method: 'POST', url, payload })).data;

  const { token } = getTokenReply.parse(
    await rig.post('/api/open/v3/getToken', { clientId: key.client_id, clientSecret: key.api_key }, {}),
  );
  const create = `${LIVE}/session/create`;
  const [ended, live] = [
    session.parse(await post(create, { avatar_id: 'ava', duration: 60 })),
    session.parse(await post(create, { avatar_id: 'ava' })),
  ];
  await post(`${LIVE}/session/close`, { id: ended._id });
  for (const { _id } of [ended, live]) {
    rig.transcripts.sink.add(_id, {
      from: 'user',
      text: `${name}'s words`,
      via: 'text',
      startMs: rig.clock.nowMs(),
      endMs: rig.clock.nowMs(),
      interrupted: false,
      sources: [],
    });
    rig.turns.add(_id, {
      via: 'text',
      answered_at: rig.clock.nowMs(),
      transcript_ms: 0,
      first_token_ms: 1,
      first_audio_ms: 2,
      first_frame_ms: 3,
    });
  }
  const upload = file.parse(
    (
      await call({
        method: 'POST',
        url: `/api/avatarium/v1/files?name=${name}.avatar`,
        headers: { 'content-type': 'application/octet-stream' },
        payload: makePack(),
      })
    ).data,
  );
  const avatarId = `${name}_avatar`;
  await post('/api/open/v3/avatar/create', {
    url: upload.url,
    avatar_id: avatarId,
    name: `${name}'s avatar`,
  });
  const find = async () =>
    avatar.parse((await call({ method: 'GET', url: `${LIVE}/avatar/detail?avatar_id=${avatarId}` })).data);
  await waitUntil('the avatar is done', async () => (await find()).status > 2, 60_000);
  const made = await find();
  const media = [made.url, made.thumbnailUrl].map((url) => url.split('/').at(-1) ?? '');
  const base = knowledgeBase.parse(
    await post('/api/open/v4/knowledge/create', { name: `${name}'s knowledge`, prompt: `${name}'s prompt` }),
  );
  const deliveries = webhookDeliveryList.parse(
    (await call({ method: 'GET', url: '/api/avatarium/v1/webhooks/deliveries' })).data,
  );
  const named = {
    session: [live._id, ended._id],
    avatar: [made._id, avatarId],
    file: [upload._id, upload.url],
    media,
    knowledge: [base._id],
    key: [spare._id, key._id],
    delivery: deliveries.result.map(({ _id }) => _id),
  };
  const secrets = [key, spare].flatMap((one) => [one.api_key, one.client_id, one.name]);
  const texts = [`"uid":${key.uid},`, `${name}'s`, `${name}.png`, webhookUrl, token, ...secrets];
  return { uid: key.uid, key, token, named, markers: [...Object.values(named).flat(), ...texts], call };
}
