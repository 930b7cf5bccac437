import { z } from 'zod';

export const MODELS_PATH = '/api/avatarium/v1/models';

/** A voice or recogniser that an operator may install on the server, or what they run on. */
export const model = z.object({
  name: z.string().meta({ examples: ['kokoro-english'] }),
  kind: z.enum(['voice', 'recogniser', 'runtime']),
  title: z.string(),
  summary: z.string(),
  licence: z.string().describe('SPDX'),
  credit: z.string().describe('Whose work it is'),
  languages: z.array(z.string()).describe('BCP 47; `mul` for many'),
  installed: z.boolean(),
  in_use: z.boolean().describe('This server offers it to sessions that start now'),
  available: z.boolean().describe('It is made for the system that the server runs on'),
  download_bytes: z
    .int()
    .describe('What installing it would fetch now, with all that it needs; 0 once it is installed'),
  command: z.string().describe('What installs it, for the server’s operator'),
});
export type Model = z.infer<typeof model>;

/** What a server speaks, understands speech and answers with. */
export const speechInUse = z.object({
  recogniser: z
    .string()
    .nullable()
    .meta({
      description: 'What understands microphones; null where nothing does',
      examples: ['whisper-base'],
    }),
  language_model: z
    .string()
    .nullable()
    .describe('What answers in mode 2; null where answers come from the knowledge base alone, offline'),
  voices: z
    .string()
    .nullable()
    .describe('Whose voices presenters speak with by default; null for the bundled ones'),
});
export type SpeechInUse = z.infer<typeof speechInUse>;

export const modelList = z.object({ models: z.array(model), speech: speechInUse });
export type ModelList = z.infer<typeof modelList>;
