import { z } from 'zod';
import { objectId, pageQuery, timestampMs, unsetIfEmpty, wholeNumber } from './common.js';

export const VOICE_PATHS = {
  list: '/api/open/v4/voice/list',
  listV3: '/api/open/v3/voice/list',
} as const;
export const LANGUAGE_LIST_PATH = '/api/open/v3/language/list';

/** Type of a voice: one of the account's own, or one that came with the server. */
export const VOICE_TYPE = { custom: 1, builtIn: 2 } as const;

export const voice = z.object({
  _id: objectId,
  uid: z.int(),
  team_id: z.string(),
  voice_id: z.string(),
  type: z.union([z.literal(1), z.literal(2)]),
  gender: z.string(),
  language: z.string(),
  locale: z.string(),
  name: z.string(),
  /** URL of a sound file. */
  preview: z.string(),
  /** What the preview says. */
  text: z.string(),
  /** Milliseconds of the preview. */
  duration: z.number(),
  status: z.int(),
  create_time: timestampMs,
  update_time: timestampMs,
  style: z.array(z.string()),
  scenario: z.array(z.string()),
  age: z.array(z.string()),
  support_stream: z.boolean(),
  voice_model_name: z.string(),
  deduction_credit: z.number(),
});
export type Voice = z.infer<typeof voice>;

const words = unsetIfEmpty(z.string().max(200));

export const voiceListQuery = pageQuery.extend({
  type: unsetIfEmpty(wholeNumber(1, 2)),
  support_stream: unsetIfEmpty(
    z.preprocess(
      (value) => (typeof value === 'boolean' ? String(value) : value),
      z.enum(['0', '1', 'true', 'false']),
    ),
  ),
  style: words,
  gender: words,
  age: words,
  scenario: words,
  name: words,
  language: words,
});
export type VoiceListQuery = z.infer<typeof voiceListQuery>;

export const voiceListV3Query = pageQuery.extend({ from: unsetIfEmpty(wholeNumber(0, 100)) });

export const voiceList = z.object({
  result: z.array(voice),
  count: z.int(),
  page: z.int(),
  size: z.int(),
});
export type VoiceList = z.infer<typeof voiceList>;

export const languageList = z.object({
  lang_list: z.array(z.object({ lang_code: z.string(), lang_name: z.string(), url: z.string() })),
});
export type LanguageList = z.infer<typeof languageList>;
