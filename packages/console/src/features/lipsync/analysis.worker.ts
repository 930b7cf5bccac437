import {
  joinedTracks,
  type LipsyncModel,
  loadLipsyncModel,
  segmentsOfAudio,
  VisemeStream,
  type VisemeTrack,
} from '@avatarium/lipsync';
import type { AnalysisReply, AnalysisRequest, Heard } from './analysis-messages.js';
import { peaksOf } from './peaks.js';
import { wavOf } from './wav.js';

/** Sound that is listened to between two words on how far it is. */
const STEP_S = 5;

const say = (reply: AnalysisReply) => postMessage(reply);

addEventListener('message', ({ data }: MessageEvent<AnalysisRequest>) => {
  analyse(data).catch((error: unknown) => {
    say({ kind: 'failed', why: error instanceof Error ? error.message : String(error) });
  });
});

async function analyse({ channels, sampleRateHz }: AnalysisRequest): Promise<void> {
  const pcm = mixed(channels);
  const model = await loadLipsyncModel();
  const heard = listen(model, pcm, sampleRateHz);
  const sound = {
    pcm,
    sampleRateHz,
    durationS: pcm.length / sampleRateHz,
    wav: wavOf(pcm, sampleRateHz),
    peaks: peaksOf(pcm),
  };
  postMessage({ kind: 'done', sound, heard } satisfies AnalysisReply, { transfer: [pcm.buffer] });
}

function listen(model: LipsyncModel, pcm: Int16Array, sampleRateHz: number): Heard {
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
  return { track: joinedTracks(tracks), segments: segmentsOfAudio(model, pcm, sampleRateHz), tookS };
}

/** The mean of all channels. */
function mixed(channels: readonly Float32Array[]): Int16Array<ArrayBuffer> {
  const gain = 32_767 / channels.length;
  const pcm = new Int16Array(channels[0]?.length ?? 0);
  for (let i = 0; i < pcm.length; i++) {
    let sum = 0;
    for (const channel of channels) sum += channel[i] ?? 0;
    pcm[i] = Math.max(-32_768, Math.min(32_767, Math.round(sum * gain)));
  }
  return pcm;
}
