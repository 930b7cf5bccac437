import type { LocalRoom, RoomEnding } from '@avatarium/local-room';
import { ERROR_CODE, EVENT, EXTRA_CODE, TYPE } from './constants.js';
import { enter, roomIdOf } from './entering.js';
import { invalidOperation, RtcError } from './errors.js';
import { Figures } from './figures.js';
import { Lifecycle } from './lifecycle.js';
import type { LocalAudio } from './local-audio.js';
import type { LocalVideo } from './local-video.js';
import { cmdIdOf, MessageNumbers } from './messages.js';
import type { RemoteUsers } from './remote-users.js';
import type { ConnectionState, EnterRoomConfig, EventMap } from './types.js';

type Emit = <Name extends keyof EventMap>(event: Name, ...args: EventMap[Name]) => void;

/** Whom a stay in a room concerns. */
type Parts = { audio: LocalAudio; video: LocalVideo; users: RemoteUsers };

type Entered = { room: LocalRoom; isLive: boolean; role: string; figures: Figures };

const KICKED_OUT = { removed: 'banned', replaced: 'kick', closed: 'room_disband' } as const;

/**
 * Being in a room. Events keep the vendor's order: the connection's state before `enter` resolves; who is there, what
 * they send and their messages after it, so that listeners added then hear of them too.
 */
export class Stay {
  readonly #lifecycle = new Lifecycle();
  readonly #ended = new AbortController();
  #entered?: Entered | undefined;
  #isEntering = false;
  #state: ConnectionState = 'DISCONNECTED';

  constructor(
    private readonly parts: Parts,
    private readonly emit: Emit,
  ) {}

  /** The room that we are in. */
  get room(): LocalRoom | undefined {
    return this.#entered?.room;
  }

  /** In live rooms an audience sends nothing. */
  get isAudience(): boolean {
    return this.#entered?.isLive === true && this.#entered.role === TYPE.ROLE_AUDIENCE;
  }

  /** @throws RtcError INVALID_OPERATION outside of a room */
  require(functionName: string): LocalRoom {
    if (this.#entered) return this.#entered.room;
    throw invalidOperation(functionName, EXTRA_CODE.NOT_IN_ROOM, 'enter a room first');
  }

  async enter(config: EnterRoomConfig): Promise<void> {
    const key = JSON.stringify([config.sdkAppId, config.userId, roomIdOf(config)]);
    await this.#lifecycle.start('enterRoom', () => this.#enter(config), key);
  }

  exit(): Promise<void> {
    return this.#lifecycle.stop('exitRoom', async () => {
      const entered = this.#leave();
      await entered?.room.leave();
      this.#turn('DISCONNECTED');
    });
  }

  async switchRole(role: string): Promise<void> {
    if (!this.#isEntering) this.require('switchRole');
    await this.#lifecycle.update('switchRole', async () => {
      if (!this.#entered) return;
      this.#entered.role = role;
      this.#send();
    });
  }

  /** Ends an entering that goes on, and the stay. */
  end(): void {
    this.#ended.abort();
    void this.exit();
  }

  async #enter(config: EnterRoomConfig): Promise<void> {
    this.#isEntering = true;
    this.#turn('CONNECTING', false);
    let room: LocalRoom;
    try {
      room = await enter(config, this.#ended.signal);
    } catch (error) {
      this.#turn('DISCONNECTED');
      throw error;
    } finally {
      this.#isEntering = false;
    }
    const { audio, video, users } = this.parts;
    users.setReceiving({ audio: config.autoReceiveAudio ?? true, video: config.autoReceiveVideo ?? false });
    this.#listen(room);
    this.#entered = {
      room,
      isLive: config.scene === TYPE.SCENE_LIVE,
      role: config.role ?? TYPE.ROLE_ANCHOR,
      figures: new Figures(
        room,
        { audio, video },
        () => users.all,
        (quality, statistics) => {
          this.emit(EVENT.NETWORK_QUALITY, quality);
          this.emit(EVENT.STATISTICS, statistics);
        },
      ),
    };
    this.#turn('CONNECTED');
    this.#send();
  }

  #listen(room: LocalRoom): void {
    const { users } = this.parts;
    const numbers = new MessageNumbers();
    room
      .on('joined', (member) => users.joined(member))
      .on('departed', (member, how) => users.departed(member, how === 'left' ? 0 : 1))
      .on('published', (member, kind) => users.published(member, kind))
      .on('unpublished', (member, kind) => users.unpublished(member, kind))
      .on('message', (userId, bytes, topic) => {
        const cmdId = cmdIdOf(topic);
        // Neither the server's own packets nor those of other uses of LiveKit.
        if (cmdId === undefined || userId === '') return;
        const seq = numbers.next(userId, cmdId);
        this.emit(EVENT.CUSTOM_MESSAGE, { userId, cmdId, seq, data: bytes.slice().buffer });
      })
      .on('reconnecting', () => {
        this.#turn('DISCONNECTED');
        this.#turn('CONNECTING', true);
      })
      .on('reconnected', () => this.#turn('CONNECTED'))
      .on('ended', (ending) => void this.#thrownOut(ending));
  }

  async #thrownOut(ending: RoomEnding): Promise<void> {
    await this.exit();
    if (ending !== 'lost') return this.emit(EVENT.KICKED_OUT, { reason: KICKED_OUT[ending] });
    this.emit(
      EVENT.ERROR,
      new RtcError({
        code: ERROR_CODE.OPERATION_FAILED,
        extraCode: EXTRA_CODE.REJOIN_FAILED,
        message: 'the connection was lost and could not be made again',
      }),
    );
  }

  /** Forgets the room, and ends what is sent and received. The microphone and the camera stay open. */
  #leave(): Entered | undefined {
    const entered = this.#entered;
    this.#entered = undefined;
    entered?.figures.stop();
    this.parts.users.clear();
    this.#send();
    return entered;
  }

  /** Has the microphone and the camera sent where they may be. */
  #send(): void {
    const room = this.isAudience ? undefined : this.room;
    this.parts.audio.setRoom(room);
    this.parts.video.setRoom(room);
  }

  #turn(state: ConnectionState, isReconnecting?: boolean): void {
    const prevState = this.#state;
    if (prevState === state) return;
    this.#state = state;
    this.emit(EVENT.CONNECTION_STATE_CHANGED, {
      prevState,
      state,
      ...(isReconnecting === undefined ? {} : { isReconnecting }),
    });
  }
}
