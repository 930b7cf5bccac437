import { useState } from 'react';
import { errorCode, plainWords } from '../../api/errors.js';
import type { StartPlan } from '../../live/state.js';
import { useLiveSession } from '../../live/useLiveSession.js';
import { usePlanOf } from '../../workspace/context.js';

export interface StartProblem {
  text: string;
  /** Every place is taken: the running sessions are worth a look. */
  busy: boolean;
}

/** Starting and coming back, with what kept it from working. */
export function useStart(): {
  start(plan: StartPlan): void;
  rejoin(id: string): void;
  problem: StartProblem | undefined;
} {
  const { live } = useLiveSession();
  const planFrom = usePlanOf();
  const [problem, setProblem] = useState<StartProblem>();
  const attempt = (work: Promise<void>) => {
    setProblem(undefined);
    work.catch((error: unknown) => {
      setProblem({ text: plainWords(error), busy: errorCode(error) === 1215 });
    });
  };
  return {
    start: (plan) => attempt(live.start(plan)),
    rejoin: (id) => attempt(live.rejoin(id, planFrom)),
    problem,
  };
}
