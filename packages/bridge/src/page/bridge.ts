import type { JoinRequest, PageReport } from '../protocol.js';
import { type AgoraSdk, AgoraSide } from './agora-side.js';
import { CarriedPeople } from './carried-people.js';
import { FrameCutter } from './frames/cutter.js';
import { OrderedSending } from './frames/ordered-sending.js';
import { PacedQueue } from './frames/paced-queue.js';
import { keepResolution } from './resolution.js';
import { RoomSide } from './room-side.js';
import { type TrtcSdk, TrtcSide } from './trtc-side.js';
import { type MediaKind, reasonOf, type VendorEvents, type VendorSide } from './vendor-side.js';

/** Half a minute of what a vendor takes; who is further behind has lost the thread. */
const MAX_WAITING_BYTES = 192 * 1024;
/**
 * Whose microphones and cameras are carried. A channel of the caller's own may hold any number of people; the server
 * and this page have to do with each.
 */
const MAX_PEOPLE_CARRIED = 8;
/** Further ones would only fill the log: what happens in a channel is in the hands of whoever is there. */
const MAX_WARNINGS = 100;
/** The avatar publishes before we come; tracks take this long at most to be handed over. */
const AVATAR_TIMEOUT_MS = 6000;

/** Joins a session's room and a vendor's channel, and carries everything from the one to the other. */
export class Bridge {
  private readonly room: RoomSide;
  private readonly vendor: VendorSide;
  private readonly cutter: FrameCutter;
  private readonly queue: PacedQueue;
  private readonly avatar = new Map<MediaKind, MediaStreamTrack>();
  private publishing: Promise<void> = Promise.resolve();
  /** Of the channel's messages, into the room. */
  private readonly inward: OrderedSending;
  private readonly carried = new CarriedPeople(MAX_PEOPLE_CARRIED);
  /** In the channel, so that the avatar can be published there. */
  private joined = false;
  /** In both, with the avatar published. */
  private entered = false;
  /** Why it was out again before it had joined both. */
  private lost: string | null = null;
  private left = false;
  private warnings = 0;
  private onAvatar: () => void = () => {};

  constructor(
    private readonly request: JoinRequest,
    private readonly report: (report: PageReport) => void,
  ) {
    this.room = new RoomSide(request.room, {
      onMedia: (kind, track) => this.show(kind, track),
      onFrame: (bytes) => this.carryOut(bytes),
      onWarning: (message) => this.warn(message),
      onLost: (reason) => this.lose(reason, false),
    });
    this.vendor = this.createVendor({
      onPeople: (count) => this.room.setPeople(count),
      onMedia: (person, kind, track) => this.carryMedia(person, kind, track),
      onMessage: (bytes, topic) => this.inward.push(bytes, topic),
      onWarning: (message) => this.warn(message),
      onLost: (reason, final) => this.lose(reason, final),
    });
    this.inward = new OrderedSending({
      maxWaitingBytes: MAX_WAITING_BYTES,
      send: (bytes, topic) => this.room.send(bytes, topic),
      onDropped: (reason) => this.warn(`a message from ${this.vendor.name} was dropped: ${reason}`),
    });
    const { maxBytes, ...pace } = this.vendor.limits;
    this.cutter = new FrameCutter(maxBytes);
    this.queue = new PacedQueue({
      ...pace,
      maxWaitingBytes: MAX_WAITING_BYTES,
      send: (bytes) => this.vendor.send(new Uint8Array(bytes)),
      onDropped: (reason) => this.warn(`a frame to ${this.vendor.name} was dropped: ${reason}`),
    });
  }

  /** @throws an error whose message tells which side did not let us in, and why */
  async join(): Promise<void> {
    const { name } = this.vendor;
    const endsAtMs = performance.now() + this.request.timeoutMs;
    const step = <T>(work: Promise<T>, who: string, mostMs = Number.POSITIVE_INFINITY) =>
      within(work, Math.min(endsAtMs - performance.now(), mostMs), who);
    await step(this.room.join(), "the session's room");
    await step(this.bothTracks(), 'the avatar', AVATAR_TIMEOUT_MS);
    await step(this.vendor.join(), name);
    this.joined = true;
    for (const [kind, track] of this.avatar) this.show(kind, track);
    await step(this.publishing, name);
    if (this.lost !== null) throw new Error(this.lost);
    this.entered = true;
  }

  async leave(): Promise<void> {
    this.left = true;
    this.queue.close();
    await Promise.allSettled([this.vendor.leave(), this.room.leave()]);
  }

  private createVendor(events: VendorEvents): VendorSide {
    const { vendor } = this.request;
    const scope = globalThis as { AgoraRTC?: AgoraSdk; TRTC?: TrtcSdk };
    if (vendor.vendor === 'agora') {
      if (!scope.AgoraRTC) throw new Error('AGORA_SDK: the script sets no AgoraRTC');
      return new AgoraSide(scope.AgoraRTC, vendor, events);
    }
    if (!scope.TRTC) throw new Error('TRTC_SDK: the script sets no TRTC');
    return new TrtcSide(scope.TRTC, vendor, events);
  }

  private bothTracks(): Promise<void> {
    return new Promise((resolve) => {
      this.onAvatar = () => {
        if (this.avatar.size === 2) resolve();
      };
      this.onAvatar();
    });
  }

  /** Puts the avatar's track into the channel; before we are in it, it is kept. */
  private show(kind: MediaKind, track: MediaStreamTrack): void {
    this.avatar.set(kind, track);
    this.onAvatar();
    if (!this.joined || this.left) return;
    const publish = async () => {
      if (this.left || this.avatar.get(kind) !== track) return;
      await this.vendor.publish(kind, track, this.request.picture);
      await keepResolution();
    };
    const done = this.publishing.then(publish);
    this.publishing = done;
    // Whoever waits for the first time is told by `publishing` itself.
    done.catch((error) => {
      this.publishing = Promise.resolve();
      this.warn(`${this.vendor.name} does not take the avatar's ${kind}: ${reasonOf(error)}`);
    });
  }

  private carryOut(bytes: Uint8Array): void {
    const parts = this.cutter.cut(bytes);
    if (!parts) this.warn(`a frame of ${bytes.byteLength} bytes was dropped: too large, and no chat`);
    for (const part of parts ?? []) this.queue.push(part);
  }

  private carryMedia(person: string, kind: MediaKind, track: MediaStreamTrack | null): void {
    if (track && !this.carried.add(person, kind)) {
      this.warn(`the ${kind} of ${person} is not carried: ${this.carried.most} people are already`);
      return;
    }
    if (!track) this.carried.remove(person, kind);
    this.room.setMedia(person, kind, track);
  }

  private lose(reason: string, final: boolean): void {
    this.lost ??= reason;
    if (this.entered && !this.left) this.report({ kind: 'lost', reason, final });
  }

  private warn(message: string): void {
    if (this.left || this.warnings >= MAX_WARNINGS) return;
    this.warnings += 1;
    this.report({ kind: 'warning', message });
  }
}

function within<T>(work: Promise<T>, timeoutMs: number, who: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${who} gave no answer in time`)), timeoutMs);
    work
      .then(resolve, (error) => reject(new Error(`${who}: ${reasonOf(error)}`)))
      .finally(() => clearTimeout(timer));
  });
}
