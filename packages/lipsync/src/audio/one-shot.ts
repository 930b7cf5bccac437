import type { Posteriors } from '../posteriors.js';
import { joined, joinedTracks } from '../rows.js';
import type { VisemeTrack } from '../track.js';
import type { LipsyncModel } from './model.js';
import { PosteriorStream } from './posterior-stream.js';
import { likeliestVisemes, segmentsOf, type VisemeSegment } from './segments.js';
import { VisemeStream } from './viseme-stream.js';

/**
 * The viseme track of a whole sound, 100 rows a second, one for each begun hundredth: the same rows that a
 * VisemeStream gives. `pcm`: mono samples, Int16Array or Float32Array in -1 to 1. Throws RangeError when
 * `sampleRateHz` is not a whole number from 8,000 to 192,000.
 */
export function visemesOfAudio(
  model: LipsyncModel,
  pcm: Int16Array | Float32Array,
  sampleRateHz: number,
): VisemeTrack {
  const stream = new VisemeStream(model, { sampleRateHz });
  return joinedTracks([stream.push(pcm), stream.end()]);
}

/**
 * What is said when in a whole sound: segments in order that cover it without gaps; none of an empty sound. `pcm` and
 * `sampleRateHz` as for `visemesOfAudio`.
 */
export function segmentsOfAudio(
  model: LipsyncModel,
  pcm: Int16Array | Float32Array,
  sampleRateHz: number,
): VisemeSegment[] {
  return segmentsOf(visemeLabelsOfAudio(model, pcm, sampleRateHz), pcm.length / sampleRateHz);
}

/**
 * The viseme said at each k / 100 s of a whole sound, as indexes into VISEMES; what the segments are made of. `pcm`
 * and `sampleRateHz` as for `visemesOfAudio`.
 */
export function visemeLabelsOfAudio(
  model: LipsyncModel,
  pcm: Int16Array | Float32Array,
  sampleRateHz: number,
): Uint8Array {
  return likeliestVisemes(posteriorsOfAudio(model, pcm, sampleRateHz), model.decoder);
}

/** What the network says of each k / 100 s of a whole sound. `pcm` and `sampleRateHz` as for `visemesOfAudio`. */
export function posteriorsOfAudio(
  model: LipsyncModel,
  pcm: Int16Array | Float32Array,
  sampleRateHz: number,
): Posteriors {
  const stream = new PosteriorStream(model, sampleRateHz);
  const start = stream.push(pcm);
  const rest = stream.end();
  return {
    length: start.length + rest.length,
    visemes: joined([start.visemes, rest.visemes]),
    shapes: joined([start.shapes, rest.shapes]),
    jaw: joined([start.jaw, rest.jaw]),
    rounding: joined([start.rounding, rest.rounding]),
  };
}
