import { useState } from 'react';
import { sentence } from '../ui/sentence.js';
import { fieldProblem, plainWords } from './errors.js';

interface Submit {
  busy: boolean;
  /** What is wrong with this field, as the server has it. */
  problemOf(field: string): string | undefined;
  /** What is wrong with none of the fields in particular. */
  problem?: string;
  /** Sends; does nothing while it is busy. True when it went well. */
  submit(send: () => Promise<unknown>): Promise<boolean>;
}

/**
 * The sending of a form: one at a time, and what the server finds wrong goes to the field that it names.
 * @param fields the names of the form's fields, as the API has them
 */
export function useSubmit(fields: readonly string[]): Submit {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<{ field?: string; text: string }>();
  const submit = async (send: () => Promise<unknown>): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    setWrong(undefined);
    try {
      await send();
      return true;
    } catch (error) {
      const named = fieldProblem(error);
      const field = named && fields.find((known) => known === named.field.split('.')[0]);
      setWrong(field && named ? { field, text: sentence(named.problem) } : { text: plainWords(error) });
      return false;
    } finally {
      setBusy(false);
    }
  };
  return {
    busy,
    problemOf: (field) => (wrong?.field === field ? wrong.text : undefined),
    problem: wrong && wrong.field === undefined ? wrong.text : undefined,
    submit,
  };
}
