/** What is wrong with a pack, in words. `member` is the file within the pack, null for the pack as a whole. */
export class PackError extends Error {
  override readonly name = 'PackError';
  readonly member: string | null;

  constructor(member: string | null, problem: string) {
    super(`avatar pack: ${member === null ? '' : `${member}: `}${problem}`);
    this.member = member;
  }
}
