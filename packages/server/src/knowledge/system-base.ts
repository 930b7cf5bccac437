import { createHash } from 'node:crypto';

/** A knowledge base that comes with the server, the same for every account. */
export interface SystemBase {
  /** 24 hexadecimal characters. */
  id: string;
  name: string;
  prologue: string;
  prompt: string;
  passages: readonly string[];
}

/** What an avatar may be asked about the server that it runs on. */
const ABOUT_AVATARIUM: SystemBase = {
  id: createHash('sha256').update('knowledge:about-avatarium').digest('hex').slice(0, 24),
  name: 'About Avatarium',
  prologue: 'Hello! Ask me anything about Avatarium, the server that I run on.',
  prompt:
    'You are the host of an Avatarium server. Answer questions about it in one or two short spoken sentences, from the passages you are given. Say so when they do not hold the answer.',
  passages: [
    'What Avatarium is\nAvatarium is a self-hosted live avatar server. It streams a talking presenter whose lips follow the speech, over WebRTC, from an ordinary CPU. It works offline and needs no graphics card and no cloud account.',
    'Compatibility\nAvatarium serves the AKOOL Live Avatar API. An application that was written for that API runs against Avatarium when its base URL is changed. Avatarium is an independent project and is not affiliated with AKOOL.',
    'Starting the server\nAvatarium needs Node.js 20.20 or later. The command npm start runs it and prints a link to the web console and, at the first start, an API key.',
    'Sessions\nA session is one conversation with an avatar. It is created over REST with an avatar and a duration of up to one hour, and answers with what a client needs to enter the room. It ends when it is closed, when its time is up, or when everybody has left.',
    'Modes\nIn mode 1, retelling, the avatar says the texts that it is sent, word for word. In mode 2, dialogue, it answers what people say or write to it.',
    'Watching and talking\nThe picture and the voice of the avatar are tracks in a LiveKit room. Any LiveKit client can join with the URL and the token of the session. Messages and commands go over the data channel as stream protocol version 2.',
    'Commands\nWhile a session runs, a client can interrupt the avatar, change its voice or its background with set-params, and let it gesture or show a feeling with set-action.',
    'Avatars\nThe built-in avatars are drawn presenters. The avatar list shows their ids, and each has a voice of its own that a session may replace by another one.',
    'Voices and languages\nThe voices that are installed are in the voice list, with a sample of each to listen to. The bundled voices speak English.',
    'Knowledge bases\nA knowledge base holds what an avatar is to know: a prologue that it says when a client joins, instructions for the language model, documents, and web pages. Documents may be PDF, DOC, DOCX, TXT, MD, JSON, XML or CSV, up to 100 MB each and 500 MB in all.',
    'Indexing of documents\nDocuments and pages of a knowledge base are fetched, read and indexed in the background. Each shows whether it is waiting, being indexed, ready or failed, and why it failed.',
    'Privacy\nEverything runs on the machine of whoever operates the server: speech, pictures, knowledge and sessions. Nothing is sent to a cloud service unless the operator connects one.',
    'Security\nAccess needs an API key or a token made with one. Addresses that callers name are checked before they are fetched, so that they cannot reach into the private network. By default the server listens on the local machine only.',
  ],
};

export const SYSTEM_BASES: readonly SystemBase[] = [ABOUT_AVATARIUM];
