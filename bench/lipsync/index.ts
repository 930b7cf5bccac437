import { loadLipsyncModel } from '@avatarium/lipsync';
import type { BenchOptions, BenchResult } from '../run.js';
import { quantile, round } from '../stats.js';
import { type Comparison, mark, markAtLeast, type Row } from '../table.js';
import { avatariumFile, avatariumStream, cpuOfStream, phoneTimes } from './avatarium.js';
import { type Clip, type Contestant, durationOf } from './clip.js';
import { type Corpus, readCorpus } from './corpus.js';
import { headAudio } from './headaudio.js';
import { humanRecordings, type Recording } from './human.js';
import { loudnessMouth } from './loudness.js';
import { missingTools, readSentences, speakWithFestival, speakWithFlite } from './material.js';
import {
  errorsOf,
  figuresOf,
  framesRight,
  type Outcome,
  outcomeOf,
  precisionOf,
  recallOf,
} from './measure.js';
import { restOf } from './noise.js';
import { pocketSphinx } from './pocketsphinx.js';
import type { ContactCount } from './score.js';
import { bootstrap, type Errors, errorRate } from './sequence.js';
import { resample } from './wav.js';

const QUICK_SENTENCES = 8;
const OTHER_RATES_HZ = [8_000, 24_000, 48_000];
const CPU_RUNS = 5;
/** Its README asks for 50 to 100 ms; of 50, 75 and 100 this has the most frames right. */
const HEADAUDIO_DELAY_S = 0.075;

interface Entry {
  contestant: Contestant;
  synthetic: Outcome;
  human?: Errors[];
}

/** Lip sync from sound against other ways to get it, by the rules in the README. */
export async function benchLipsync({ quick, corpus: folder }: BenchOptions): Promise<BenchResult> {
  const note = (text: string) => process.stderr.write(`… ${text}\n`);
  const model = await loadLipsyncModel();
  const missing = missingTools();
  if (missing.size > 0) note(`left out for want of packages: apt install ${[...missing].join(' ')}`);
  const has = (...tools: Parameters<typeof missing.has>[0][]) => tools.every((tool) => !missing.has(tool));

  note('synthetic speech');
  const sentences = quick ? readSentences().slice(0, QUICK_SENTENCES) : readSentences();
  const corpus: Corpus = folder === undefined ? { speech: [], noise: [] } : readCorpus(folder);
  const clips: Clip[] = corpus.speech.filter(({ language }) => language === undefined);
  if (has('flite')) {
    clips.push(...(await speakWithFlite('rms', sentences)), ...(await speakWithFlite('slt', sentences)));
  }
  if (has('festival', 'festvox-us-slt-hts')) clips.push(...(await speakWithFestival(sentences)));
  if (clips.length === 0)
    throw new Error(`there is nothing to listen to: apt install ${[...missing].join(' ')}`);
  const recordings = has('pocketsphinx-testdata', 'pocketsphinx-en-us') ? humanRecordings() : null;

  const stream = avatariumStream(model);
  const contestants = [stream, avatariumFile(model)];
  contestants.push(
    headAudio('headaudio, as it streams', 0),
    headAudio('headaudio, sound delayed', HEADAUDIO_DELAY_S),
  );
  if (has('pocketsphinx', 'pocketsphinx-en-us')) {
    contestants.push(pocketSphinx('ci'));
    if (!quick) contestants.push(pocketSphinx('cd'));
  }
  contestants.push(loudnessMouth());
  const entries: Entry[] = [];
  for (const contestant of contestants) {
    note(contestant.name);
    const synthetic = await outcomeOf(contestant, clips);
    entries.push({
      contestant,
      synthetic,
      human: recordings ? await errorsOf(contestant, recordings) : undefined,
    });
  }
  entries.push({ contestant: phoneTimes(), synthetic: await outcomeOf(phoneTimes(), clips) });

  const rates = await Promise.all(
    OTHER_RATES_HZ.map(async (rateHz) => {
      const resampled = clips.map((clip) => ({ ...clip, sound: resample(clip.sound, rateHz) }));
      return { rateHz, framesRightPercent: framesRight((await outcomeOf(stream, resampled)).all) };
    }),
  );
  const longest = clips.reduce((a, b) => (durationOf(b.sound) > durationOf(a.sound) ? b : a));
  const cpuMsPerS = cpuOfStream(model, longest.sound, CPU_RUNS);
  const languages = await byLanguage(stream, corpus.speech);
  const rest = corpus.noise.length > 0 ? await restOf(model, corpus.noise) : undefined;

  const rows = [
    ...marks(entries, cpuMsPerS),
    ...rates.map(({ rateHz, framesRightPercent }) => ({
      name: `frames right, held-out voices at ${rateHz / 1000} kHz`,
      value: `${framesRightPercent} %`,
    })),
    ...[...languages].map(([language, outcome]) => ({
      name: `frames right, other language: ${language}`,
      value: `${framesRight(outcome.all)} % of ${outcome.all.frames}`,
    })),
  ];
  if (rest) {
    rows.push({
      name: 'mouth not at rest while nobody speaks',
      value: `${rest.movingPercent} % of ${rest.seconds} s, jaw ${rest.jawMean}`,
    });
  }
  for (const name of missing)
    rows.push({ name: `left out: ${name} is missing`, value: `apt install ${name}` });
  const data = {
    sentences: sentences.length,
    recordings: recordings && sampleOf(recordings, entries[0]?.human ?? []),
    contestants: entries.map(dataOf),
    rates,
    languages: Object.fromEntries([...languages].map(([language, { all }]) => [language, figuresOf(all)])),
    rest,
    cpuMsPerS,
  };
  return { comparisons: [sideBySide(entries), bySpeaker(entries)], rows, data };
}

async function byLanguage(contestant: Contestant, clips: readonly Clip[]): Promise<Map<string, Outcome>> {
  const languages = new Set(clips.flatMap(({ language }) => (language === undefined ? [] : [language])));
  const outcomes = new Map<string, Outcome>();
  for (const language of languages) {
    const spoken = clips.filter((clip) => clip.language === language);
    outcomes.set(language, await outcomeOf(contestant, spoken));
  }
  return outcomes;
}

function sideBySide(entries: readonly Entry[]): Comparison {
  return {
    title: 'side by side · held-out synthetic voices, human recordings',
    columns: [
      '',
      'frames right',
      'p b m found/right',
      'f v found/right',
      'onset p50/p95',
      'human viseme error',
      'CPU ms/s',
    ],
    rows: entries.map(({ contestant, synthetic: { all, cpuMsPerS }, human }) => [
      contestant.name,
      `${framesRight(all)} %`,
      ...[all.contacts.PP, all.contacts.FF].map(foundAndRight),
      `${round(quantile(all.onsetErrorsMs, 0.5), 0)}/${round(quantile(all.onsetErrorsMs, 0.95), 0)} ms`,
      human ? `${percent(errorRate(human))} % (${intervalOf(human).join('–')})` : '',
      cpuMsPerS === undefined ? '' : `${round(cpuMsPerS, 1)}`,
    ]),
  };
}

/** Where no contact is shown, none of them is right or wrong. */
const foundAndRight = (count: ContactCount) =>
  `${recallOf(count)}/${count.shown === 0 ? '–' : precisionOf(count)} %`;

function bySpeaker(entries: readonly Entry[]): Comparison {
  const speakers = [...(entries[0]?.synthetic.speakers.keys() ?? [])];
  const rows = entries.map(({ contestant, synthetic }) => [
    contestant.name,
    ...speakers.map((speaker) => {
      const tally = synthetic.speakers.get(speaker);
      return tally ? `${framesRight(tally)}` : '';
    }),
  ]);
  return { title: 'frames right by speaker, %', columns: ['', ...speakers], rows };
}

function marks(entries: readonly Entry[], cpuMsPerS: number): Row[] {
  const rows: Row[] = [];
  const rival = (pattern: RegExp) => entries.find(({ contestant }) => pattern.test(contestant.name))?.human;
  for (const { contestant, synthetic, human } of entries.slice(0, 2)) {
    const right = framesRight(synthetic.all);
    const closures = recallOf(synthetic.all.contacts.PP);
    rows.push({ name: `${contestant.name}: frames right, %`, value: `${right}`, ...markAtLeast(right, 80) });
    rows.push({
      name: `${contestant.name}: p b m found, %`,
      value: `${closures}`,
      ...markAtLeast(closures, 90),
    });
    const value = human && percent(errorRate(human));
    for (const [name, errors] of [
      ['context-independent', rival(/context-independent/)],
      ['context-dependent (goal)', rival(/context-dependent/)],
    ] as const) {
      if (!human || value === undefined || !errors) continue;
      rows.push({
        name: `${contestant.name}: human viseme error, %, against ${name} allphone`,
        value: `${value} (lower in ${percent(lowerIn(human, errors))} % of resamples)`,
        mark: `< ${percent(errorRate(errors))}`,
        met: errorRate(human) < errorRate(errors),
      });
    }
  }
  rows.push({
    name: 'CPU of one stream, ms for each second of sound',
    value: `${round(cpuMsPerS)}`,
    ...mark(cpuMsPerS, 10),
  });
  return rows;
}

const percent = (ratio: number): number => round(100 * ratio, 1);

/** Where 95 of 100 resamples of the utterances lie, in %. */
function intervalOf(errors: readonly Errors[]): number[] {
  const rates = bootstrap(errors.length, (drawn) => errorRate(drawn.flatMap((at) => errors[at] ?? [])));
  return [quantile(rates, 0.025), quantile(rates, 0.975)].map(percent);
}

/** Share of resamples in which the first has the lower error of the two, on the same utterances. */
function lowerIn(ours: readonly Errors[], theirs: readonly Errors[]): number {
  const lower = bootstrap(ours.length, (drawn) => {
    const rateOf = (errors: readonly Errors[]) => errorRate(drawn.flatMap((at) => errors[at] ?? []));
    return rateOf(ours) < rateOf(theirs) ? 1 : 0;
  });
  return lower.reduce((sum, value) => sum + value, 0) / lower.length;
}

function sampleOf(recordings: readonly Recording[], errors: readonly Errors[]): object {
  return {
    utterances: recordings.length,
    seconds: round(
      recordings.reduce((sum, { sound }) => sum + durationOf(sound), 0),
      1,
    ),
    visemes: errors.reduce((sum, { length }) => sum + length, 0),
    sources: new Set(recordings.map(({ speaker }) => speaker)).size,
  };
}

function dataOf({ contestant, synthetic, human }: Entry): object {
  const speakers = [...synthetic.speakers].map(([speaker, tally]) => [speaker, figuresOf(tally)] as const);
  return {
    name: contestant.name,
    cpuMsPerS: synthetic.cpuMsPerS,
    synthetic: { all: figuresOf(synthetic.all), speakers: Object.fromEntries(speakers) },
    human: human && {
      visemeErrorPercent: percent(errorRate(human)),
      intervalPercent: intervalOf(human),
      utterances: human,
    },
  };
}
