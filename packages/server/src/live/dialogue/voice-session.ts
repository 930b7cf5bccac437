import { ReadableStream } from 'node:stream/web';
import { inference, initializeLogger, stt, type VADEvent, type VADStream, voice } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';
import type { PlaybackListener } from '../../performer/index.js';
import { RECOGNITION_RATE_HZ } from '../../speech/stt/port.js';
import type { SpeechChunk } from '../../speech/tts/port.js';
import { BargeIn } from './barge-in.js';
import { Echo } from './echo.js';
import { Listening } from './listening.js';
import { PerformerOutput } from './performer-output.js';
import type { DialogueOptions, Mouth } from './port.js';
import { Segment } from './segment.js';
import { soundsUnfinished, type TurnDetection } from './turn-detection.js';

/** So much speech pauses the avatar, which holds at the first sign of it, until it is known whether there are words. */
const INTERRUPT_AFTER_MS = 100;
/** So long after sound without words the avatar goes on. */
const RESUME_AFTER_MS = 1_000;
/** Pieces of sound that may wait for the detector: ten seconds of 10 ms each. */
const MAX_UNREAD = 1_000;
/** A microphone that has sent nothing for so long is gone, or muted, perhaps in the middle of a word. */
const GONE_AFTER_MS = 300;
/** More than the detector needs to find the end of speech. */
const SILENCE_S = 1;
/** The longest that a voice or a language model may keep the session waiting. They have limits of their own. */
const PATIENCE_MS = 120_000;

// What the AgentSession logs below this has the words of users in it.
initializeLogger({ pretty: false, level: 'error' });

/**
 * LiveKit Agents' AgentSession without worker, job or room: it finds the turns of those who speak, lets them interrupt,
 * and lines up what is said. Language and voices are ours.
 */
export class VoiceSession implements Mouth {
  private readonly echo = new Echo();
  private readonly session: voice.AgentSession;
  private readonly output: PerformerOutput;
  private readonly bargeIn: BargeIn;
  private readonly ears: Ears | null;
  private current: { segment: Segment; handle: voice.SpeechHandle } | null = null;
  private closed = false;

  private constructor(private readonly options: DialogueOptions) {
    const detection = options.turnDetection();
    this.output = new PerformerOutput(options.performer, () => this.bargeIn.confirm(performance.now()));
    this.bargeIn = new BargeIn({
      output: this.output,
      thresholds: () => vadOptions(options.turnDetection()),
      onSilent: (delayMs) => options.listener.onBargeIn(delayMs),
    });
    const recognizer = options.recognizer();
    this.ears = recognizer ? this.grow(recognizer.name, detection) : null;
    this.session = new voice.AgentSession({
      vad: this.ears?.vad ?? null,
      ...(this.ears ? { stt: this.ears.stt } : {}),
      userAwayTimeout: null,
      // Also in its first seconds the avatar may be interrupted.
      aecWarmupDuration: null,
      ttsTextTransforms: null,
      forwardAudioIdleTimeout: PATIENCE_MS,
      turnHandling: {
        turnDetection: this.ears ? sentenceEnds : 'manual',
        endpointing: endpointingOf(detection),
        interruption: {
          mode: 'vad',
          minDuration: INTERRUPT_AFTER_MS,
          falseInterruptionTimeout: RESUME_AFTER_MS,
          resumeFalseInterruption: true,
          discardAudioIfUninterruptible: false,
          backchannelBoundary: null,
        },
        // Replies are prepared by the speaker.
        preemptiveGeneration: { enabled: false },
      },
    });
  }

  static async open(options: DialogueOptions): Promise<VoiceSession> {
    const opened = new VoiceSession(options);
    const { session, ears } = opened;
    session.on(voice.AgentSessionEventTypes.Error, ({ error }) => {
      if (!opened.closed) options.listener.onWarning('the dialogue has failed', error);
    });
    session.output.audio = opened.output;
    const listening = ears?.listening ?? null;
    const agent = new DialogueAgent(listening, () => {
      const turn = listening?.takeTurn();
      if (turn && !opened.closed) options.listener.onTurn(turn);
    });
    await session.start({ agent, record: false });
    return opened;
  }

  say(chunks: AsyncIterable<SpeechChunk>, listener: PlaybackListener): void {
    this.interrupt();
    const segment = new Segment(chunks, {
      onStart: () => {
        this.echo.started();
        listener.onStart();
      },
      onText: (text, last) => {
        this.echo.saying(text, Date.now());
        listener.onText(text, last);
      },
      onEnd: (result) => {
        this.echo.ended(Date.now());
        if (this.current?.segment === segment) this.current = null;
        listener.onEnd(result);
      },
    });
    const handle = this.session.say('', { audio: segment.audio, addToChatCtx: false });
    this.current = { segment, handle };
    // Where nothing came that could be played.
    handle.addDoneCallback(() => segment.end({ interrupted: handle.interrupted }));
  }

  interrupt(): void {
    const { current } = this;
    if (!current) return;
    this.current = null;
    current.handle.interrupt(true);
    this.output.clearBuffer();
    current.segment.end({ interrupted: true });
    // It may have been silenced by a voice that turned out to have words.
    this.output.release();
    this.output.resume();
  }

  get isHearing(): boolean {
    return this.ears?.listening.isHearing === true;
  }

  /** @param pcm mono, 16 kHz */
  hear(pcm: Int16Array): void {
    this.bargeIn.hear(pcm, performance.now());
    this.ears?.sound.push(pcm);
  }

  /** Takes over what has changed. */
  update(): void {
    const detection = this.options.turnDetection();
    this.ears?.vad.updateOptions(vadOptions(detection));
    this.session.updateOptions({ turnHandling: { endpointing: endpointingOf(detection) } });
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.interrupt();
    this.bargeIn.close();
    this.ears?.listening.close();
    this.ears?.sound.close();
    await this.session.close();
  }

  private grow(recognizer: string, detection: TurnDetection): Ears {
    const listening = new Listening({
      recognizer: this.options.recognizer,
      language: this.options.language,
      echo: this.echo,
      // A loudspeaker that comes back would silence the avatar at every word: from now on only words do.
      onEcho: () => {
        this.bargeIn.knowEcho();
        this.session.sessionOptions.turnHandling.interruption.minDuration = Number.POSITIVE_INFINITY;
      },
      listener: this.options.listener,
    });
    const sound = new MicrophoneSound();
    return {
      listening,
      vad: new TappedVad(vadOptions(detection), sound.frames, (event) => {
        this.bargeIn.take(event);
        listening.take(event);
      }),
      stt: new RecognizerName(recognizer),
      sound,
    };
  }
}

interface Ears {
  listening: Listening;
  vad: TappedVad;
  stt: stt.STT;
  sound: MicrophoneSound;
}

/** Takes turns; recognition comes from `Listening`. */
class DialogueAgent extends voice.Agent {
  constructor(
    private readonly listening: Listening | null,
    private readonly onTurn: () => void,
  ) {
    super({ instructions: '' });
  }

  override async sttNode(): Promise<ReadableStream<stt.SpeechEvent> | null> {
    return this.listening?.events ?? null;
  }

  override async onUserTurnCompleted(): Promise<void> {
    this.onTurn();
  }
}

/** Tells the AgentSession that there is a recogniser. */
class RecognizerName extends stt.STT {
  constructor(readonly label: string) {
    super({ streaming: true, interimResults: false });
  }

  protected async _recognize(): Promise<stt.SpeechEvent> {
    throw new Error('speech is recognised as it comes');
  }

  stream(): stt.SpeechStream {
    throw new Error('speech is recognised as it comes');
  }
}

/** What users say, on its way to the detector. */
class MicrophoneSound {
  private controller: ReadableStreamDefaultController<AudioFrame> | null = null;
  private gone: NodeJS.Timeout | null = null;

  readonly frames = new ReadableStream<AudioFrame>({
    start: (controller) => {
      this.controller = controller;
    },
  });

  push(pcm: Int16Array): void {
    // Otherwise what was said last would never end, and hold the avatar for ever.
    this.gone ??= setTimeout(
      () => this.enqueue(new Int16Array(SILENCE_S * RECOGNITION_RATE_HZ)),
      GONE_AFTER_MS,
    );
    this.gone.refresh();
    this.enqueue(pcm);
  }

  private enqueue(pcm: Int16Array): void {
    // Where nobody reads, or not as fast as people speak, what is new is lost rather than kept for ever.
    if ((this.controller?.desiredSize ?? 0) < -MAX_UNREAD) return;
    this.controller?.enqueue(new AudioFrame(Int16Array.from(pcm), RECOGNITION_RATE_HZ, 1, pcm.length));
  }

  close(): void {
    this.controller?.close();
    this.controller = null;
    if (this.gone) clearTimeout(this.gone);
  }
}

/**
 * The voice activity detector. It hears users directly, and whatever it tells the AgentSession is told here first. The
 * AgentSession itself hears nothing: of its input it keeps every frame until it is closed (1.9.0 races each one against
 * one promise that lives as long as the session), some 6 MB a minute.
 */
class TappedVad extends inference.VAD {
  constructor(
    options: ReturnType<typeof vadOptions>,
    private readonly sound: ReadableStream<AudioFrame>,
    private readonly onEvent: (event: VADEvent) => void,
  ) {
    super(options);
  }

  override stream(): ReturnType<inference.VAD['stream']> {
    const stream = super.stream();
    const next: VADStream['next'] = stream.next.bind(stream);
    stream.next = async () => {
      const result = await next();
      if (!result.done) this.onEvent(result.value);
      return result;
    };
    const listenTo: VADStream['updateInputStream'] = stream.updateInputStream.bind(stream);
    stream.updateInputStream = () => listenTo(this.sound);
    return stream;
  }
}

/** Judges by the words whether a turn is over; with equal delays it makes no difference. */
const sentenceEnds = {
  model: 'sentence ends',
  provider: 'avatarium',
  unlikelyThreshold: async () => 0.5,
  supportsLanguage: async () => true,
  async predictEndOfTurn(chatCtx: { items: readonly object[] }): Promise<number> {
    const last = chatCtx.items.at(-1);
    const text =
      last && 'textContent' in last && typeof last.textContent === 'string' ? last.textContent : '';
    return soundsUnfinished(text) ? 0 : 1;
  },
};

function vadOptions({ threshold, prefixPaddingMs, recogniseAfterMs }: TurnDetection) {
  return {
    activationThreshold: Math.min(0.99, Math.max(0.02, threshold)),
    deactivationThreshold: Math.min(0.9, Math.max(0.01, threshold - 0.15)),
    prefixPaddingDuration: prefixPaddingMs,
    minSilenceDuration: recogniseAfterMs,
  };
}

function endpointingOf({ minDelayMs, maxDelayMs }: TurnDetection) {
  return { mode: 'fixed' as const, minDelay: minDelayMs, maxDelay: maxDelayMs };
}
