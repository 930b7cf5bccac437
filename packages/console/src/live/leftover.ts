import { sessionDetail } from '../api/endpoints.js';

const KEY = 'avatarium.session';

/** This tab's session, kept over a reload: only its id, never credentials. */
export const rememberSession = (id: string): void => sessionStorage.setItem(KEY, id);

export const forgetSession = (): void => sessionStorage.removeItem(KEY);

/** The id of a session that this tab left running, or undefined. */
export async function findLeftover(): Promise<string | undefined> {
  const id = sessionStorage.getItem(KEY);
  if (!id) return undefined;
  try {
    const { status } = await sessionDetail(id);
    if (status <= 2) return id;
  } catch {
    // Gone or out of reach: nothing to offer either way.
  }
  forgetSession();
  return undefined;
}
