import { z } from 'zod';
import { objectId, pageQuery, timestampMs, uid, unsetIfEmpty, wholeNumber } from './common.js';

export const VOICE_PATHS = {
  list: '/api/open/v4/voice/list',
  listV3: '/api/open/v3/voice/list',
} as const;
export const LANGUAGE_LIST_PATH = '/api/open/v3/language/list';

/** Type of a voice: one of the account's own, or one that came with the server. */
export const VOICE_TYPE = { custom: 1, builtIn: 2 } as const;

export const voice = z.object({
  _id: objectId,
  uid,
  team_id: z.string(),
  voice_id: z.string().meta({ description: 'What sessions ask for', examples: ['en-US-ava'] }),
  type: z
    .literal([1, 2])
    .meta({ description: "1 one of the account's own, 2 built in", valueNames: Object.keys(VOICE_TYPE) }),
  gender: z.string().meta({ examples: ['Female'] }),
  language: z.string().meta({ examples: ['English'] }),
  locale: z.string().meta({ examples: ['en-US'] }),
  name: z.string().meta({ examples: ['Ava'] }),
  preview: z.string().describe('URL of a sound file'),
  text: z.string().describe('What the preview says'),
  duration: z.number().meta({ description: 'Milliseconds of the preview', examples: [2400] }),
  status: z.int().meta({ description: '3: it can be used', examples: [3] }),
  create_time: timestampMs,
  update_time: timestampMs,
  style: z.array(z.string()),
  scenario: z.array(z.string()),
  age: z.array(z.string()),
  support_stream: z.boolean().describe('True when live sessions can use it'),
  voice_model_name: z.string(),
  deduction_credit: z.number().describe('Always 0: nothing is charged'),
});
export type Voice = z.infer<typeof voice>;

const words = unsetIfEmpty(z.string().max(200));
const anyOfThese = words.describe('Any of these, separated by commas, in any case');

export const voiceListQuery = pageQuery.extend({
  type: unsetIfEmpty(wholeNumber(1, 2)).describe("1 the account's own, 2 built in"),
  support_stream: unsetIfEmpty(
    z.preprocess(
      (value) => (typeof value === 'boolean' ? String(value) : value),
      z.enum(['0', '1', 'true', 'false']),
    ),
  ).describe('Only voices that live sessions can use, or only the others'),
  style: anyOfThese,
  gender: words,
  age: anyOfThese,
  scenario: anyOfThese,
  name: words.describe('Part of the name, in any case'),
  language: words.meta({ description: 'Language or locale', examples: ['en-US'] }),
});
export type VoiceListQuery = z.infer<typeof voiceListQuery>;

export const voiceListV3Query = pageQuery.extend({
  from: unsetIfEmpty(wholeNumber(0, 100)).describe('Sent by some clients, and without effect'),
});

export const voiceList = z.object({
  result: z.array(voice),
  count: z.int().describe('Of all pages'),
  page: z.int(),
  size: z.int(),
});
/** The reply to a list on the older path is the array itself. */
export const voiceListV3 = z.array(voice);
export type VoiceList = z.infer<typeof voiceList>;

export const languageList = z.object({
  lang_list: z.array(
    z.object({
      lang_code: z.string().meta({ examples: ['en'] }),
      lang_name: z.string().meta({ examples: ['English'] }),
      url: z.string().describe('Empty here'),
    }),
  ),
});
export type LanguageList = z.infer<typeof languageList>;
