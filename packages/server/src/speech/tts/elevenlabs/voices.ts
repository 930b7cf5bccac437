import { z } from 'zod';
import type { VendorClient } from '../../vendor/client.js';
import type { Voice } from '../port.js';

const PAGE_SIZE = 100;
const MOST_PAGES = 10;

/** What is read of a voice; vendors add fields. */
const vendorVoice = z.object({
  voice_id: z.string().min(1),
  name: z.string().nullish(),
  category: z.string().nullish(),
  labels: z.record(z.string(), z.string().nullish()).nullish(),
  preview_url: z.string().nullish(),
  verified_languages: z
    .array(z.object({ locale: z.string().nullish(), language: z.string().nullish() }))
    .nullish(),
});
type VendorVoice = z.infer<typeof vendorVoice>;

const page = z.object({
  voices: z.array(z.unknown()),
  has_more: z.boolean().nullish(),
  next_page_token: z.string().nullish(),
});

/** The voices that an account may use. Throws ProviderError. */
export async function listVoices(client: VendorClient, signal?: AbortSignal): Promise<Voice[]> {
  const voices: Voice[] = [];
  let token: string | null | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const query = new URLSearchParams({ page_size: String(PAGE_SIZE) });
    if (token) query.set('next_page_token', token);
    const answer = await client.send({ method: 'GET', path: `/v2/voices?${query}`, signal });
    const told = page.parse(JSON.parse(await answer.text()));
    for (const one of told.voices) {
      const read = vendorVoice.safeParse(one);
      if (read.success) voices.push(shown(read.data));
    }
    token = told.next_page_token;
    if (!told.has_more || !token) break;
  }
  return voices;
}

/** A voice of which nothing but its id is known: one that a caller names with a key of their own. */
export function namedVoice(voiceId: string, model: string): Voice {
  return { ...shown({ voice_id: voiceId, name: voiceId, category: 'cloned' }), model };
}

function shown(voice: VendorVoice): Voice {
  const labels = voice.labels ?? {};
  const locale = localeOf(voice);
  const listed = (label: string | null | undefined) => (label ? [label] : []);
  const name = voice.name ?? voice.voice_id;
  return {
    voiceId: voice.voice_id,
    name,
    gender: labels.gender?.toLowerCase() === 'male' ? 'Male' : 'Female',
    locale,
    language:
      new Intl.DisplayNames('en', { type: 'language' }).of(new Intl.Locale(locale).language) ?? locale,
    age: listed(labels.age),
    style: listed(labels.descriptive ?? labels.description),
    scenario: listed(labels.use_case),
    previewText: `Hello, I am ${name.split(' - ')[0]}. It is good to talk to you.`,
    model: voice.voice_id,
    custom: voice.category !== undefined && voice.category !== 'premade',
    metered: true,
    ...(voice.preview_url ? { sampleUrl: voice.preview_url } : {}),
  };
}

const ACCENTS: Record<string, string> = {
  american: 'en-US',
  british: 'en-GB',
  australian: 'en-AU',
  irish: 'en-IE',
  indian: 'en-IN',
};

function localeOf({ labels, verified_languages: verified }: VendorVoice): string {
  const accent = ACCENTS[labels?.accent?.toLowerCase() ?? ''];
  const spoken = labels?.language;
  const told = [
    verified?.find(({ language }) => language === spoken)?.locale,
    accent && (!spoken || spoken === 'en') ? accent : undefined,
    spoken,
    verified?.[0]?.locale,
  ];
  return told.find((tag): tag is string => typeof tag === 'string' && isLanguageTag(tag)) ?? 'en-US';
}

function isLanguageTag(tag: string): boolean {
  try {
    return new Intl.Locale(tag).language !== '';
  } catch {
    return false;
  }
}
