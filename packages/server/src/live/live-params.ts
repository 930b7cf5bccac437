import { ERRORS, problemWords, type SetParams, SUCCESS_CODE, setParamsSchema } from '@avatarium/contract';
import type { ConversationMode } from '../conversation/index.js';
import { RefusedUrlError } from '../net/index.js';
import type { FoundVoice } from '../voices/catalog.js';
import { readTurnDetection, type TurnDetection } from './dialogue/index.js';
import type { VoiceParams } from './port.js';
import type { VoiceSettings } from './voice-settings.js';

export interface LiveParamsOptions {
  findVoice(voiceId: string): FoundVoice | undefined;
  /** Throws RefusedUrlError for an address that must not be fetched. */
  checkMediaUrl(url: string): Promise<void>;
  /** True when the session may answer from the knowledge base of this id. */
  knowsKnowledge(id: string): Promise<boolean>;
  /** The name of who listens to those who ask for `sttType`; null where nobody does. */
  listenerOf(sttType: string | undefined): string | null;
  /** What becomes of a voice id that is not installed. */
  unknownVoice: 'fallback' | 'reject';
}

export interface ParamsAnswer {
  code: number;
  msg: string;
  /** The background to be fetched, if one was asked for. */
  backgroundUrl?: string;
}

interface State {
  mode: ConversationMode;
  language: string;
  /** Null for none. */
  knowledgeId: string | null;
  voice: FoundVoice;
  voiceParams: VoiceParams;
}

/** What `set-params` changes while a session lives. */
export class LiveParams {
  constructor(
    private state: State,
    private readonly options: LiveParamsOptions,
  ) {}

  get mode(): ConversationMode {
    return this.state.mode;
  }

  get language(): string {
    return this.state.language;
  }

  get knowledgeId(): string | null {
    return this.state.knowledgeId;
  }

  get voice(): VoiceSettings {
    const { voice, voiceParams } = this.state;
    return { ...voice, speed: voiceParams.speed ?? 1, pronunciations: voiceParams.pron_map ?? {} };
  }

  /** BCP 47 of what users speak: what they chose for recognition, else the language of the session. */
  get spokenLanguage(): string | undefined {
    const wanted = this.state.voiceParams.stt_language ?? this.state.language;
    return /^(auto|multi)?$/i.test(wanted) ? undefined : wanted;
  }

  /** Who is to listen; undefined leaves it to the server. */
  get sttType(): string | undefined {
    return this.state.voiceParams.stt_type;
  }

  get turnDetection(): TurnDetection {
    return readTurnDetection(this.state.voiceParams.turn_detection);
  }

  /** Applies all of it, or, when any field is wrong, nothing. */
  async apply(data: unknown): Promise<ParamsAnswer> {
    const parsed = setParamsSchema.safeParse(data, { error: problemWords });
    if (!parsed.success) return invalid(firstIssue(parsed.error.issues));
    const { lang, mode, bgurl, knowledgeBaseId, vparams = {} } = parsed.data;
    const { vid, vurl, ...voiceParams } = vparams;
    const voiceUrl = vurl ?? parsed.data.vurl;
    if (voiceUrl !== undefined) {
      const field = vurl === undefined ? 'vurl' : 'vparams.vurl';
      return invalid(
        `${field}: custom voices are not supported by this server; choose an installed one by vid`,
      );
    }
    const voiceId = vid ?? parsed.data.vid;
    const voice = voiceId === undefined ? undefined : this.options.findVoice(voiceId);
    if (voiceId !== undefined && !voice && this.options.unknownVoice === 'reject') {
      return { code: ERRORS.resourceNotFound.code, msg: `vid: no voice is called "${voiceId}"` };
    }
    const refused = bgurl === undefined ? null : await this.refusal(bgurl);
    if (refused) return invalid(`bgurl: ${refused}`);
    const knowsBase = knowledgeBaseId === undefined || (await this.options.knowsKnowledge(knowledgeBaseId));
    this.change({ lang, mode, voice, voiceParams, knowledgeId: knowsBase ? knowledgeBaseId : undefined });
    const notes = [
      ...(voiceId !== undefined && !voice
        ? [`vid: no voice is called "${voiceId}", so ${this.state.voice.voice.name} goes on speaking`]
        : []),
      // Clients send one that belongs to another server without knowing.
      ...(knowsBase ? [] : [`knowledgeBaseId: there is no knowledge base "${knowledgeBaseId}"`]),
      ...(voiceParams.stt_type === undefined ? [] : [this.otherListener('vparams')]),
    ];
    const ignored = notes.filter((note) => note !== null);
    const msg = ignored.length === 0 ? 'OK' : `OK, but ${ignored.join('; ')}`;
    return { code: SUCCESS_CODE, msg, backgroundUrl: bgurl };
  }

  /**
   * Who listens instead, where a recogniser was asked for that this server does not have; null where all is well.
   *
   * @param field the object in which `stt_type` came
   */
  otherListener(field: string): string | null {
    const { sttType } = this;
    const listener = this.options.listenerOf(sttType);
    if (sttType === undefined || listener === sttType) return null;
    const instead = listener === null ? 'nobody listens' : `${listener} listens`;
    return `${field}.stt_type: this server has no "${sttType}", so ${instead}`;
  }

  private change(wanted: {
    lang: SetParams['lang'];
    mode: SetParams['mode'];
    knowledgeId: string | undefined;
    voice: FoundVoice | undefined;
    voiceParams: VoiceParams;
  }): void {
    const set = Object.entries(wanted.voiceParams).filter(([, value]) => value !== undefined);
    this.state = {
      mode: wanted.mode ?? this.state.mode,
      language: wanted.lang ?? this.state.language,
      knowledgeId: wanted.knowledgeId ?? this.state.knowledgeId,
      voice: wanted.voice ?? this.state.voice,
      voiceParams: { ...this.state.voiceParams, ...Object.fromEntries(set) },
    };
  }

  private async refusal(url: string): Promise<string | null> {
    try {
      await this.options.checkMediaUrl(url);
      return null;
    } catch (error) {
      if (error instanceof RefusedUrlError) return error.message;
      throw error;
    }
  }
}

function invalid(msg: string): ParamsAnswer {
  return { code: ERRORS.invalidParameter.code, msg };
}

/** The first thing that is wrong, led by the field's path, e.g. `vparams.speed: must be at most 1.2`. */
export function firstIssue(issues: readonly { path: readonly PropertyKey[]; message: string }[]): string {
  const issue = issues[0];
  if (!issue) return 'data: is not valid';
  return `${issue.path.map(String).join('.') || 'data'}: ${issue.message}`;
}
