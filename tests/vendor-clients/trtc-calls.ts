import type { Page } from 'playwright-core';
import type { TRTC as VendorTRTC } from 'trtc-sdk-v5';
import type { TrtcClass } from './trtc.js';

/** How a call ended: what it was refused with, or 'done'. */
export type CallOutcomes = Record<string, unknown>;

/**
 * Makes calls outside of a room, most of them wrong ones, and tells how each ended. The same page function runs on the
 * vendor's class and on the stand-in.
 */
export function callsOutsideARoom(page: Page): Promise<CallOutcomes> {
  return page.evaluate(async () => {
    const TRTC = (window as unknown as { TRTC: TrtcClass }).TRTC;
    TRTC.setLogLevel(5, false);
    const trtc: VendorTRTC = TRTC.create();
    const outcomes: CallOutcomes = {};
    const tell = (error: unknown) => {
      const { name, code, extraCode, functionName } = error as Record<string, unknown>;
      return { name, code, extraCode, functionName, isError: error instanceof Error };
    };
    const call = async (label: string, make: (trtc: VendorTRTC) => unknown) => {
      try {
        await make(trtc);
        outcomes[label] = 'done';
      } catch (error) {
        outcomes[label] = tell(error);
      }
    };
    /** What the declarations forbid, and JavaScript allows. */
    const wrong = (value: unknown) => value as never;
    const room = { sdkAppId: 1_400_000_001, userId: 'u', userSig: 's', roomId: 1 };
    const stringRoom = (strRoomId: unknown) => wrong({ ...room, roomId: undefined, strRoomId });

    for (const name of ['sdkAppId', 'userId', 'userSig', 'roomId'])
      await call(`enterRoom without ${name}`, () => trtc.enterRoom({ ...room, [name]: undefined }));
    await call('enterRoom()', () => trtc.enterRoom(wrong(undefined)));
    for (const [name, values] of Object.entries({
      sdkAppId: ['1400000001', 0],
      userId: ['', 4],
      roomId: ['4', 0, 1.5, -1, 4_294_967_295, true],
      scene: ['x'],
      role: ['x'],
      proxy: [4],
    }))
      for (const value of values)
        await call(`enterRoom with ${name} ${JSON.stringify(value)}`, () =>
          trtc.enterRoom({ ...room, [name]: wrong(value) }),
        );
    for (const value of ['ä', 4, 'x'.repeat(65)])
      await call(`enterRoom with strRoomId ${value}`, () => trtc.enterRoom(stringRoom(value)));

    const bytes = (length: number) => new ArrayBuffer(length);
    for (const [label, message] of Object.entries({
      nothing: undefined,
      'cmdId 0': { cmdId: 0, data: bytes(3) },
      'cmdId 11': { cmdId: 11, data: bytes(3) },
      'cmdId as text': { cmdId: '1', data: bytes(3) },
      'no data': { cmdId: 1 },
      'a Uint8Array': { cmdId: 1, data: new Uint8Array(3) },
      'a text': { cmdId: 1, data: 'a' },
      'no bytes': { cmdId: 1, data: bytes(0) },
      '1,000 bytes': { cmdId: 1, data: bytes(1000) },
      '1,001 bytes': { cmdId: 1, data: bytes(1001) },
    }))
      await call(`sendCustomMessage of ${label}`, () => trtc.sendCustomMessage(wrong(message)));

    await call('switchRole', () => trtc.switchRole(wrong('anchor')));
    await call('switchRole to x', () => trtc.switchRole(wrong('x')));
    await call('switchRole()', () => trtc.switchRole(wrong(undefined)));
    await call('updateLocalAudio', () => trtc.updateLocalAudio({ mute: true }));
    await call('updateLocalAudio()', () => trtc.updateLocalAudio(wrong(undefined)));
    await call('updateLocalVideo', () => trtc.updateLocalVideo({ mute: true }));
    await call('stopLocalAudio', () => trtc.stopLocalAudio());
    await call('stopLocalVideo', () => trtc.stopLocalVideo());
    const remote = { userId: 'a', streamType: wrong('main') };
    await call('startRemoteVideo()', () => trtc.startRemoteVideo(wrong(undefined)));
    await call('startRemoteVideo', () => trtc.startRemoteVideo(remote));
    await call('startRemoteVideo in no view', () => trtc.startRemoteVideo({ ...remote, view: 'nowhere' }));
    await call('startRemoteVideo in a number', () => trtc.startRemoteVideo({ ...remote, view: wrong(4) }));
    await call('startRemoteVideo of no stream', () => trtc.startRemoteVideo(wrong({ userId: 'a' })));
    await call('updateRemoteVideo', () => trtc.updateRemoteVideo(remote));
    await call('stopRemoteVideo', () => trtc.stopRemoteVideo(remote));
    await call('stopRemoteVideo of all', () => trtc.stopRemoteVideo({ userId: '*' }));
    await call('stopRemoteVideo of no stream', () => trtc.stopRemoteVideo({ userId: 'a' }));
    await call('muteRemoteAudio()', () => trtc.muteRemoteAudio(wrong(undefined), true));
    await call('muteRemoteAudio of a', () => trtc.muteRemoteAudio('a', wrong(undefined)));
    await call('muteRemoteAudio', () => trtc.muteRemoteAudio('a', true));
    await call('setRemoteAudioVolume -1', () => trtc.setRemoteAudioVolume('a', -1));
    await call('setRemoteAudioVolume as text', () => trtc.setRemoteAudioVolume('a', wrong('1')));
    await call('setRemoteAudioVolume', () => trtc.setRemoteAudioVolume('a', 50));
    await call('enableAudioVolumeEvaluation', () => trtc.enableAudioVolumeEvaluation(wrong('1')));
    await call('getAudioTrack', () => trtc.getAudioTrack());
    await call('exitRoom', () => trtc.exitRoom());

    await call('startLocalAudio with no track', () =>
      trtc.startLocalAudio({ option: { audioTrack: wrong({}) } }),
    );
    await call('startLocalAudio', () => trtc.startLocalAudio());
    await call('startLocalAudio twice', () => trtc.startLocalAudio());
    await call('updateLocalAudio with a number', () => trtc.updateLocalAudio({ mute: wrong(4) }));
    await call('mute', () => trtc.updateLocalAudio({ mute: true }));
    outcomes['muted track'] = trtc.getAudioTrack()?.enabled;
    await call('unmute', () => trtc.updateLocalAudio({ mute: false }));
    outcomes['unmuted track'] = trtc.getAudioTrack()?.enabled;
    await call('stop', () => trtc.stopLocalAudio());
    outcomes['stopped track'] = trtc.getAudioTrack();

    await call('startLocalVideo that fits x', () =>
      trtc.startLocalVideo({ option: { fillMode: wrong('x') } }),
    );
    await call('startLocalVideo', () => trtc.startLocalVideo({ view: 'local-video' }));
    const look = () => {
      const { style, muted, autoplay, playsInline, parentElement } =
        document.querySelector('video') ?? ({} as Partial<HTMLVideoElement>);
      const { width, height, objectFit, transform, backgroundColor } = style ?? {};
      return {
        width,
        height,
        objectFit,
        transform,
        backgroundColor,
        muted,
        autoplay,
        playsInline,
        parent: parentElement?.id,
      };
    };
    outcomes['the preview'] = look();
    await call('updateLocalVideo', () =>
      trtc.updateLocalVideo({ option: { fillMode: 'contain', mirror: false } }),
    );
    outcomes['the preview, changed'] = look();
    await call('stopLocalVideo', () => trtc.stopLocalVideo());
    outcomes['pictures left'] = document.querySelectorAll('video').length;

    // One after the other without waiting: a second start, a stop, and another start, while the first one runs.
    const other = TRTC.create();
    const settled = await Promise.allSettled([
      other.startLocalAudio(),
      other.startLocalAudio(),
      other.updateLocalAudio({ mute: true }),
      other.stopLocalAudio(),
      other.stopLocalAudio(),
      other.startLocalAudio({ option: { microphoneId: 'default' } }),
    ]);
    outcomes['calls at once'] = settled.map((one) =>
      one.status === 'fulfilled' ? 'done' : tell(one.reason),
    );
    other.destroy();
    trtc.destroy();
    return outcomes;
  });
}

/** The constants of the class: every name that clients may use, and its value. */
export function constantsOf(
  page: Page,
): Promise<Record<'EVENT' | 'TYPE' | 'ERROR_CODE', Record<string, unknown>>> {
  return page.evaluate(() => {
    const { EVENT, TYPE, ERROR_CODE } = (window as unknown as { TRTC: TrtcClass }).TRTC;
    return { EVENT: { ...EVENT }, TYPE: { ...TYPE }, ERROR_CODE: { ...ERROR_CODE } };
  });
}
