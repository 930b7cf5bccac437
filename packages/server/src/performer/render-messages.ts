import type { ActionName, Expression } from '@avatarium/contract/face';
import type { MouthPose } from '@avatarium/lipsync';
import type { Background, FaceState } from '@avatarium/puppet';
import type { StageOptions } from './stage.js';

/** To a render thread. `stage` is the number of a stage, `slot` one of its shared frame buffers. */
export type RenderRequest =
  | { kind: 'open'; stage: number; options: StageOptions; slots: SharedArrayBuffer[] }
  | { kind: 'frame'; stage: number; slot: number; tS: number; mouth: Float32Array | null; speaking: boolean }
  | { kind: 'expression'; stage: number; expression: Expression | null }
  | { kind: 'action'; stage: number; action: ActionName }
  | { kind: 'background'; stage: number; request: number; background: Background }
  | { kind: 'close'; stage: number };

/** From a render thread. */
export type RenderReply =
  | { kind: 'opened'; stage: number; error: null; keepsBackground: boolean }
  | { kind: 'opened'; stage: number; error: string }
  | { kind: 'frame'; stage: number; slot: number; tS: number }
  | { kind: 'background'; stage: number; request: number; error: string | null }
  | { kind: 'failed'; stage: number; error: string };

/** What a stage module gives a render thread: an animator and a renderer for one avatar. */
export interface StageParts {
  animator: {
    setExpression(expression: Expression | null): void;
    startAction(action: ActionName): void;
    setSpeaking(speaking: boolean): void;
    frame(tS: number, mouth: MouthPose | null): FaceState;
  };
  renderer: {
    readonly keepsBackground?: boolean;
    setBackground(background: Background): Promise<void>;
    render(state: FaceState): Uint8Array;
    dispose(): void;
  };
}

export type CreateStageParts = (options: StageOptions, places: StagePlaces) => Promise<StageParts>;

/** What stages have in common on the disk. */
export interface StagePlaces {
  /** Where decoded frames of videos are kept; in the system's folder for temporary files when not given. */
  framesFolder?: string;
}

/** `workerData` of a render thread: the module whose `createStageParts` it uses. */
export interface RenderWorkerData extends StagePlaces {
  stageModule: string;
}
