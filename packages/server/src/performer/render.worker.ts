import { parentPort, workerData } from 'node:worker_threads';
import { VISEME_COUNT } from '@avatarium/contract/face';
import type { MouthPose } from '@avatarium/lipsync';
import type {
  CreateStageParts,
  RenderReply,
  RenderRequest,
  RenderWorkerData,
  StageParts,
} from './render-messages.js';

if (!parentPort) throw new Error('this module runs as a worker thread');
const port = parentPort;
const { stageModule, framesFolder } = workerData as RenderWorkerData;
const { createStageParts } = (await import(stageModule)) as { createStageParts: CreateStageParts };

interface OpenStage extends StageParts {
  slots: Uint8Array[];
}
const stages = new Map<number, OpenStage>();
const reply = (message: RenderReply): void => port.postMessage(message);
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function poseOf(mouth: Float32Array): MouthPose {
  return {
    weights: mouth.subarray(0, VISEME_COUNT),
    jaw: mouth[VISEME_COUNT] ?? 0,
    rounding: mouth[VISEME_COUNT + 1] ?? 0,
  };
}

async function open(request: Extract<RenderRequest, { kind: 'open' }>): Promise<void> {
  try {
    const parts = await createStageParts(request.options, { framesFolder });
    stages.set(request.stage, { ...parts, slots: request.slots.map((slot) => new Uint8Array(slot)) });
    const { keepsBackground = false } = parts.renderer;
    reply({ kind: 'opened', stage: request.stage, error: null, keepsBackground });
  } catch (error) {
    reply({ kind: 'opened', stage: request.stage, error: messageOf(error) });
  }
}

function act(stage: OpenStage, request: Exclude<RenderRequest, { kind: 'open' }>): void {
  switch (request.kind) {
    case 'frame': {
      stage.animator.setSpeaking(request.speaking);
      const state = stage.animator.frame(request.tS, request.mouth && poseOf(request.mouth));
      stage.slots[request.slot]?.set(stage.renderer.render(state));
      reply({ kind: 'frame', stage: request.stage, slot: request.slot, tS: request.tS });
      return;
    }
    case 'expression':
      stage.animator.setExpression(request.expression);
      return;
    case 'action':
      stage.animator.startAction(request.action);
      return;
    case 'background': {
      const { stage: number, request: id } = request;
      stage.renderer.setBackground(request.background).then(
        () => reply({ kind: 'background', stage: number, request: id, error: null }),
        (error: unknown) =>
          reply({ kind: 'background', stage: number, request: id, error: messageOf(error) }),
      );
      return;
    }
    case 'close':
      stages.delete(request.stage);
      stage.renderer.dispose();
  }
}

port.on('message', (request: RenderRequest) => {
  if (request.kind === 'open') {
    void open(request);
    return;
  }
  const stage = stages.get(request.stage);
  if (!stage) return;
  try {
    act(stage, request);
  } catch (error) {
    // One avatar that cannot be drawn must not take down those that share the thread.
    stages.delete(request.stage);
    reply({ kind: 'failed', stage: request.stage, error: messageOf(error) });
  }
});
