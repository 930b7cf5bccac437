import type { Job, Report } from './messages.js';

/**
 * The life of a model's process: loads the model, says that it is ready, answers one question after another, and
 * ends when the server does. What `load` gets: folder of the model, folder of the runtime.
 */
export function serve<Question, Answer>(
  load: (model: string, runtime: string) => Promise<(question: Question) => Answer>,
): void {
  const send = (report: Report<Answer>) => process.send?.(report);
  process.once('disconnect', () => process.exit());
  const [, , model = '', runtime = ''] = process.argv;
  load(model, runtime).then(
    (answer) => {
      process.on('message', ({ question }: Job<Question>) => {
        try {
          send({ kind: 'answer', answer: answer(question) });
        } catch (error) {
          send({ kind: 'failed', message: textOf(error) });
        }
      });
      send({ kind: 'ready' });
    },
    (error: unknown) => {
      process.send?.({ kind: 'failed', message: textOf(error) }, () => process.exit(1));
    },
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
