/**
 * A program of its own, run under limits: makes an avatar as the request says whose path is the first argument, and
 * reports on standard output.
 */
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import type { AvatarStep, ErrorName } from '@avatarium/contract';
import type { PortraitOptions } from '@avatarium/importer';
import { type AvatarPack, frameFile, PackError, readPack, writePack } from '@avatarium/puppet/pack';
import { sniffMedia } from '../../files/media-kind.js';
import { isImageComplete } from './image-complete.js';
import type { MakeReport, MakeRequest } from './make-messages.js';
import { videoError } from './video.js';

const STANDARD_OUTPUT = 1;
/** Of the whole work: when it has begun, and when the avatar has been made and is still to be written. */
const BEGUN_AT = 0.1;
const MADE_AT = 0.9;
/** Between two reports. */
const PROGRESS_STEP = 0.01;

class Refusal extends Error {
  constructor(
    readonly error: ErrorName,
    message: string,
  ) {
    super(message);
  }
}

/** At once: what is still to be written when a process ends would be lost. */
function report(message: MakeReport): void {
  writeSync(STANDARD_OUTPUT, `${JSON.stringify(message)}\n`);
}

let told: { progress: number; step?: AvatarStep } = { progress: 0 };

/** How far the work between is, and what goes on. */
function tell(done: number, step: AvatarStep): void {
  const progress = BEGUN_AT + (MADE_AT - BEGUN_AT) * done;
  if (step !== told.step || progress - told.progress >= PROGRESS_STEP) {
    told = { progress, step };
    report({ progress, step });
  }
}

const request = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as MakeRequest;

async function makePack(): Promise<AvatarPack> {
  const { name, licence, consent } = request;
  const options = { name, licence, consent, onProgress: tell };
  switch (request.kind) {
    case 'portrait': {
      const bytes = readFileSync(request.source);
      if (!isImageComplete(bytes)) {
        throw new Refusal('videoUnparsable', 'the picture cannot be read; it is damaged or cut short');
      }
      // What it stands on takes a while to load, and packs need none of it.
      const { importPortrait, PortraitRefusedError } = await import('@avatarium/importer');
      try {
        return await importPortrait(bytes, options);
      } catch (error) {
        if (!(error instanceof PortraitRefusedError)) {
          throw error;
        }
        // What can be read is not damaged: its owner can do something about it.
        const kind = error.reason === 'unreadable' ? 'videoUnparsable' : 'invalidParameter';
        throw new Refusal(kind, error.message);
      }
    }
    case 'pack': {
      const pack = readPack(readFileSync(request.source));
      requireWholePictures(pack);
      const { manifest } = pack;
      return {
        ...pack,
        manifest: {
          ...manifest,
          name,
          licence: licence ?? manifest.licence,
          consent: consent ?? manifest.consent,
        },
      };
    }
    case 'video':
      return makePackOfVideo(options);
  }
}

async function makePackOfVideo(options: PortraitOptions): Promise<AvatarPack> {
  const { importVideo, VideoRefusedError } = await import('@avatarium/importer');
  try {
    // This process is killed when nobody wants the avatar any more, and ffmpeg with it.
    const { signal } = new AbortController();
    return await importVideo(request.source, options, signal);
  } catch (error) {
    if (!(error instanceof VideoRefusedError)) {
      throw error;
    }
    throw new Refusal(videoError(error), error.message);
  }
}

/** Decoders make what they can of a picture that is cut short. */
function requireWholePictures({ manifest: { picture, layers, loop }, files }: AvatarPack): void {
  const frames = Array.from({ length: loop?.frames ?? 0 }, (_, at) => frameFile(at));
  const stills = [picture.file, picture.matte, picture.backdrop, ...layers.map(({ file }) => file)];
  for (const name of [...stills, ...frames]) {
    const bytes = name === null ? undefined : files.get(name);
    if (bytes && !isImageComplete(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))) {
      throw new Refusal('videoUnparsable', `the pack's ${name} is damaged or cut short`);
    }
  }
}

/** Puts the picture of a pack that was brought where it is to be shown from. */
function keepPicture({ manifest, files }: AvatarPack): string {
  const picture = files.get(manifest.picture.file) ?? new Uint8Array();
  const sniffed = sniffMedia(picture.subarray(0, 64));
  if (sniffed.kind !== 'image') {
    throw new Refusal(
      'videoUnparsable',
      `the pack's ${manifest.picture.file} is no PNG, JPEG or WebP picture`,
    );
  }
  writeFileSync(request.picture, picture);
  return sniffed.contentType;
}

async function make(): Promise<MakeReport> {
  const pack = await makePack();
  tell(1, 'pack');
  const { quality, licence, consent } = pack.manifest;
  const pictureType = request.kind === 'pack' ? keepPicture(pack) : null;
  writeFileSync(request.pack, writePack(pack));
  // Loaded only now: what is refused is refused sooner.
  const { drawThumbnail } = await import('./draw-thumbnail.js');
  writeFileSync(request.thumbnail, await drawThumbnail(pack));
  return { made: { quality, licence, consent, pictureType } };
}

function refusalOf(error: unknown): MakeReport {
  if (error instanceof Refusal) {
    return { refused: { error: error.error, msg: `url: ${error.message}` } };
  }
  if (error instanceof PackError) {
    return { refused: { error: 'videoUnparsable', msg: `url: ${error.message}` } };
  }
  return { broken: (error instanceof Error && error.stack) || String(error) };
}

report(await make().catch(refusalOf));
