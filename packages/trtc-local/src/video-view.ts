import { EXTRA_CODE } from './constants.js';
import { invalidParameter } from './errors.js';
import { Playback, type PlaybackReports } from './playback.js';

type View = string | HTMLElement | HTMLElement[] | null;

/** How a picture lies in its view. */
export type Look = { fillMode: 'contain' | 'cover' | 'fill'; mirror: boolean };

export interface VideoReports extends PlaybackReports {
  firstFrame(width: number, height: number): void;
  resized(width: number, height: number): void;
}

/**
 * The elements that `view` means: an id, an element, several, or none.
 *
 * @throws RtcError for an id that the page does not have, or for anything but elements
 */
export function viewElements(functionName: string, view: View | undefined): HTMLElement[] {
  if (view === undefined || view === null) return [];
  if (typeof view === 'string') {
    const element = document.getElementById(view);
    if (!element)
      throw invalidParameter(functionName, EXTRA_CODE.NO_SUCH_ELEMENT, `the page has no element #${view}`);
    return [element];
  }
  const elements = Array.isArray(view) ? view : [view];
  if (elements.every((element) => element instanceof HTMLElement)) return elements;
  throw invalidParameter(functionName, EXTRA_CODE.WRONG_INSTANCE, 'view must be of class HTMLElement');
}

/** One picture in any number of elements of the page; each gets a `<video>` that fills it. */
export class VideoView {
  #track?: MediaStreamTrack;
  #look: Look;
  #playbacks = new Map<HTMLElement, Playback<HTMLVideoElement>>();
  #seen = false;
  #size = '';

  constructor(
    look: Look,
    private readonly reports: VideoReports,
  ) {
    this.#look = look;
  }

  setLook(change: Partial<Look>): void {
    this.#look = { ...this.#look, ...change };
    for (const { element } of this.#playbacks.values()) this.#dress(element);
  }

  /** Shows the picture in these elements and no others. */
  setElements(elements: HTMLElement[]): void {
    for (const [container, playback] of this.#playbacks) {
      if (elements.includes(container)) continue;
      playback.stop();
      this.#playbacks.delete(container);
    }
    for (const container of elements) {
      if (this.#playbacks.has(container)) continue;
      const playback = this.#playbackIn(container);
      this.#playbacks.set(container, playback);
      if (this.#track) playback.play(this.#track);
    }
  }

  setTrack(track: MediaStreamTrack): void {
    this.#track = track;
    for (const playback of this.#playbacks.values()) playback.play(track);
  }

  /** The picture that is shown now, as a data URL; '' if none is. */
  snapshot(): string {
    const [playback] = this.#playbacks.values();
    const { element } = playback ?? {};
    if (!element?.videoWidth) return '';
    const canvas = document.createElement('canvas');
    canvas.width = element.videoWidth;
    canvas.height = element.videoHeight;
    canvas.getContext('2d')?.drawImage(element, 0, 0);
    return canvas.toDataURL('image/png');
  }

  stop(): void {
    this.setElements([]);
    this.#track = undefined;
  }

  #playbackIn(container: HTMLElement): Playback<HTMLVideoElement> {
    const element = document.createElement('video');
    element.id = `video_${crypto.randomUUID?.() ?? Math.random().toString(36).slice(2)}`;
    element.muted = true;
    element.autoplay = true;
    element.playsInline = true;
    this.#dress(element);
    container.append(element);
    // Only the first of several elements speaks for the picture.
    const speaks = () => this.#playbacks.values().next().value?.element === element;
    element.addEventListener('loadeddata', () => {
      if (this.#seen) return;
      this.#seen = true;
      this.reports.firstFrame(element.videoWidth, element.videoHeight);
    });
    element.addEventListener('resize', () => {
      const size = `${element.videoWidth}x${element.videoHeight}`;
      if (!element.videoWidth || size === this.#size) return;
      this.#size = size;
      this.reports.resized(element.videoWidth, element.videoHeight);
    });
    return new Playback(element, {
      state: (state, reason) => {
        if (state === 'STOPPED' ? this.#playbacks.size <= 1 : speaks()) this.reports.state(state, reason);
      },
      refused: (resume) => {
        if (speaks()) this.reports.refused(resume);
      },
    });
  }

  #dress(element: HTMLVideoElement): void {
    const { fillMode, mirror } = this.#look;
    element.style.cssText =
      `width:100%;height:100%;object-fit:${fillMode};background-color:black;` +
      (mirror ? 'transform:scaleX(-1);' : '');
  }
}
