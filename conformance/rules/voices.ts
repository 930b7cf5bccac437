import { LANGUAGES, VOICES, VOICES_V3 } from '../contract/paths.js';
import { languageList, voices as voiceArray, voiceList } from '../contract/shapes.js';
import type { Query } from '../suite/api.js';
import { expectSame, expectThat, succeeds } from '../suite/expect.js';
import { rule, type Section } from '../suite/rule.js';
import type { Run } from '../suite/run.js';

async function list(run: Run, query: Query = {}) {
  return succeeds(await run.api.get(VOICES, query), voiceList);
}

export const voices: Section = {
  title: 'Voices and languages',
  rules: [
    rule('v4 voice/list has {result, count, page, size} of voices', async (run) => {
      const { result, count, page, size } = await list(run, { page: 1, size: 2 });
      expectSame([page, size], [1, 2], 'page and size');
      expectThat(count >= result.length && result.length > 0, 'voices, and a count of all', `count ${count}`);
    }),
    rule('type=2 has the built-in voices, type=1 those of one’s own', async (run) => {
      const [own, builtIn] = [await list(run, { type: 1 }), await list(run, { type: 2 })];
      expectThat(builtIn.result.length > 0, 'a built-in voice', 'none');
      const both = own.result.filter((one) =>
        builtIn.result.some(({ voice_id }) => voice_id === one.voice_id),
      );
      expectSame(both.length, 0, 'voices of both types');
      expectSame(own.count + builtIn.count, (await list(run)).count, 'count of both types');
    }),
    rule('support_stream=1 has voices that can be streamed alone', async (run) => {
      const { result } = await list(run, { support_stream: 1 });
      expectSame(result.filter((voice) => !voice.support_stream).length, 0, 'others');
    }),
    ...(['gender', 'name'] as const).map((field) =>
      rule(`${field} filters`, async (run) => {
        const [first] = (await list(run)).result;
        expectThat(first, 'a voice', 'none');
        const { result } = await list(run, { [field]: first[field] });
        expectThat(
          result.some(({ voice_id }) => voice_id === first.voice_id),
          `the voice ${first.voice_id}`,
          'it is not there',
        );
        expectSame(result.filter((voice) => !voice[field].includes(first[field])).length, 0, 'others');
        expectSame(
          (await list(run, { [field]: 'nobody has this' })).result.length,
          0,
          'voices of no such kind',
        );
      }),
    ),
    ...(['style', 'age', 'scenario'] as const).map((field) =>
      rule(`${field} filters`, async (run) => {
        const first = (await list(run)).result.find((voice) => voice[field].length > 0);
        if (first) {
          const { result } = await list(run, { [field]: first[field][0] });
          const wanted = first[field][0] ?? '';
          expectSame(result.filter((voice) => !voice[field].includes(wanted)).length, 0, 'others');
          expectThat(result.length > 0, 'a voice', 'none');
        }
        expectSame(
          (await list(run, { [field]: 'nobody has this' })).result.length,
          0,
          'voices of no such kind',
        );
      }),
    ),
    rule('v3 voice/list is the array itself', async (run) => {
      const found = succeeds(await run.api.get(VOICES_V3), voiceArray);
      expectThat(found.length > 0, 'voices', 'an empty array');
    }),
    rule('v3 voice/list?from=3 is an array too', async (run) => {
      succeeds(await run.api.get(VOICES_V3, { from: 3 }), voiceArray);
    }),
    rule('the preview of a voice is sound, outside of the envelope', async (run) => {
      const [first] = (await list(run, { size: 1 })).result;
      const reply = await run.anonymous.send('GET', first?.preview ?? '');
      const type = reply.headers.get('content-type') ?? '';
      expectThat(
        reply.status === 200 && type.startsWith('audio/'),
        'HTTP 200 of audio/…',
        `${reply.status} ${type}`,
      );
    }),
    rule('language/list has {lang_list} of codes and names', async (run) => {
      succeeds(await run.api.get(LANGUAGES), languageList);
    }),
    rule('every voice speaks a language of the list', async (run) => {
      const { lang_list } = succeeds(await run.api.get(LANGUAGES), languageList);
      const known = new Set(lang_list.map(({ lang_code }) => lang_code.split('-')[0]?.toLowerCase()));
      const { result } = await list(run);
      const others = result.filter(
        ({ locale }) => locale !== '' && !known.has(locale.split('-')[0]?.toLowerCase()),
      );
      expectSame(
        others.map(({ locale }) => locale),
        [],
        'locales of other languages',
      );
    }),
  ],
};
