import { VISEME_COUNT } from '@avatarium/contract/face';
import { loadLipsyncModel, segmentsOfAudio, VisemeStream, type VisemeTrack } from '@avatarium/lipsync';
import type { AnalysisReply, AnalysisRequest } from './analysis-messages.js';

/** Sound that is listened to between two words on how far it is. */
const STEP_S = 5;

const say = (reply: AnalysisReply) => postMessage(reply);

addEventListener('message', ({ data }: MessageEvent<AnalysisRequest>) => {
  analyse(data).catch((error: unknown) => {
    say({ kind: 'failed', why: error instanceof Error ? error.message : String(error) });
  });
});

async function analyse({ pcm, sampleRateHz }: AnalysisRequest): Promise<void> {
  const model = await loadLipsyncModel();
  const startedMs = performance.now();
  const stream = new VisemeStream(model, { sampleRateHz });
  const step = STEP_S * sampleRateHz;
  const tracks: VisemeTrack[] = [];
  for (let at = 0; at < pcm.length; at += step) {
    // The segments go through the sound once more.
    say({ kind: 'progress', share: at / pcm.length / 2 });
    tracks.push(stream.push(pcm.subarray(at, at + step)));
  }
  tracks.push(stream.end());
  const tookS = (performance.now() - startedMs) / 1000;
  say({ kind: 'progress', share: 0.5 });
  const segments = segmentsOfAudio(model, pcm, sampleRateHz);
  say({ kind: 'done', track: joined(tracks), segments, tookS });
}

/** Tracks that follow each other as one. */
function joined(tracks: readonly VisemeTrack[]): VisemeTrack {
  const length = tracks.reduce((sum, track) => sum + track.length, 0);
  const all: VisemeTrack = {
    rateHz: tracks[0]?.rateHz ?? 100,
    length,
    weights: new Float32Array(length * VISEME_COUNT),
    jaw: new Float32Array(length),
    rounding: new Float32Array(length),
  };
  let row = 0;
  for (const track of tracks) {
    all.weights.set(track.weights, row * VISEME_COUNT);
    all.jaw.set(track.jaw, row);
    all.rounding.set(track.rounding, row);
    row += track.length;
  }
  return all;
}
