import { createFliteSynthesizer } from 'avatarium/flite';
import { type OpenAiVendor, type OpenAiVendorOptions, startOpenAi } from 'avatarium/testing/vendors';
import type { SessionData } from './api.js';
import { Microphone } from './microphone.js';
import { type ServerProcess, startServer } from './server-process.js';
import { Viewer } from './viewer.js';

/** Something that a user says, and the sound of it: mono, 16 kHz. */
export interface Spoken {
  text: string;
  pcm: Int16Array;
}

/** The sentences, said by a bundled voice. */
export async function spokenByFlite(sentences: readonly string[], voiceId?: string): Promise<Spoken[]> {
  const flite = await createFliteSynthesizer();
  const spoken: Spoken[] = [];
  for (const text of sentences) {
    const pieces: Int16Array[] = [];
    const request = {
      text,
      voiceId: voiceId ?? flite.voices()[0]?.voiceId ?? '',
      speed: 1,
      pronunciations: {},
    };
    for await (const { pcm } of flite.synthesize(request)) pieces.push(pcm);
    const pcm = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of pieces) {
      pcm.set(piece, at);
      at += piece.length;
    }
    spoken.push({ text, pcm });
  }
  await flite.close();
  return spoken;
}

/** A server whose language model and recogniser are at a vendor's. */
export interface ConversationServer {
  vendor: OpenAiVendor;
  server: ServerProcess;
  close(): Promise<void>;
}

/** A session in mode 2, and a user in it with a microphone, who hears and sees. */
export interface ConversationRig extends ConversationServer {
  session: SessionData;
  viewer: Viewer;
  microphone: Microphone;
}

interface ConversationServerOptions {
  /** What the recogniser understands. */
  vocabulary: readonly Spoken[];
  chat?: OpenAiVendorOptions['chat'];
  env?: Record<string, string>;
}

export async function startConversationServer({
  vocabulary,
  chat,
  env = {},
}: ConversationServerOptions): Promise<ConversationServer> {
  const vendor = await startOpenAi(chat ? { chat } : {});
  for (const { text, pcm } of vocabulary) vendor.hearing.teach(text, pcm, 16_000);
  try {
    const server = await startServer({
      env: {
        LLM_BASE_URL: vendor.baseUrl,
        LLM_API_KEY: vendor.apiKey,
        LLM_MODEL: 'gpt-test',
        STT_PROVIDER: 'openai',
        STT_BASE_URL: vendor.baseUrl,
        STT_API_KEY: vendor.apiKey,
        ...env,
      },
    });
    const close = async () => {
      await server.dispose();
      await vendor.close();
    };
    return { vendor, server, close };
  } catch (error) {
    await vendor.close();
    throw error;
  }
}

/** Begins a session; to close it ends the session and leaves the server as it is. */
export async function joinConversation(
  { vendor, server }: ConversationServer,
  body: object = {},
): Promise<ConversationRig> {
  const session = await server.api.createSession({ mode_type: 2, ...body });
  // The server may have gone with it.
  const stops: (() => Promise<unknown>)[] = [() => server.api.closeSession(session._id).catch(() => {})];
  const close = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const { livekit_url: url = '', livekit_token: token = '' } = session.credentials;
    const viewer = await Viewer.join(url, token);
    stops.push(() => viewer.leave());
    const microphone = await Microphone.publish(viewer.room);
    stops.push(() => microphone.close());
    await viewer.firstPicture();
    return { vendor, server, session, viewer, microphone, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A session on a server of its own. */
export async function startConversation({
  session = {},
  ...options
}: ConversationServerOptions & { session?: object }): Promise<ConversationRig> {
  const opened = await startConversationServer(options);
  try {
    const rig = await joinConversation(opened, session);
    const close = async () => {
      await rig.close();
      await opened.close();
    };
    return { ...rig, close };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
