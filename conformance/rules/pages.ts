import {
  AVATARS,
  DELIVERIES,
  FILES,
  KEYS,
  KNOWLEDGE,
  REQUESTS,
  SESSIONS,
  TRANSCRIPTS,
  VOICES,
  VOICES_V3,
} from '../contract/paths.js';
import type { Reply } from '../suite/api.js';
import { expectThat, refuses, succeeds } from '../suite/expect.js';
import { type Rule, rule, type Section } from '../suite/rule.js';

const LISTS = [
  SESSIONS.list,
  AVATARS.list,
  VOICES,
  VOICES_V3,
  KNOWLEDGE.list,
  FILES,
  KEYS,
  DELIVERIES,
  REQUESTS,
  TRANSCRIPTS,
];

/** What is on a page: `data` or `data.result`. */
function entries(reply: Reply): unknown[] {
  const data = succeeds(reply);
  const list = Array.isArray(data) ? data : (data as { result?: unknown } | null)?.result;
  expectThat(Array.isArray(list), 'a list as data or data.result', reply);
  return list;
}

function refusedValues(path: string, field: string, values: readonly string[]): Rule {
  return rule(`${path}: ${field} ${values.join(', ')} answers 1003 naming it`, async (run) => {
    for (const value of values) {
      refuses(await run.api.get(path, { [field]: value }), 1003, field);
    }
  });
}

function pagesOf(path: string): Rule[] {
  return [
    refusedValues(path, 'page', ['0', '-1', 'x', '1.5']),
    refusedValues(path, 'size', ['0', '-1', '101', 'x', '1.5']),
    rule(`${path}: as many as size says, 100 at most, and nothing beyond the end`, async (run) => {
      const few = entries(await run.api.get(path, { page: 1, size: 1 }));
      expectThat(few.length <= 1, 'one at most', `${few.length}`);
      const many = entries(await run.api.get(path, { page: 1, size: 100 }));
      expectThat(many.length <= 100, '100 at most', `${many.length}`);
      const [id, same] = [few, many].map(([first]) => (first as { _id?: string } | undefined)?._id);
      expectThat(id === same, `the same first entry, ${id}`, `${same}`);
      const none = entries(await run.api.get(path, { page: 100_000, size: 100 }));
      expectThat(none.length === 0, 'an empty page', `${none.length} entries`);
    }),
  ];
}

export const pages: Section = { title: 'Pages of lists', rules: LISTS.flatMap(pagesOf) };
