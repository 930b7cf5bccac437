import { createHash } from 'node:crypto';

/** An avatar that came with the server. */
export interface BuiltInAvatar {
  /** 24 hexadecimal characters, the same on every installation. */
  objectId: string;
  avatarId: string;
  name: string;
  gender: string;
}

/** `_id` of a built-in avatar in the API. */
function avatarObjectId(avatarId: string): string {
  return createHash('sha256').update(`avatar:${avatarId}`).digest('hex').slice(0, 24);
}

/** The avatars there are, under their own ids and their aliases. */
export class AvatarCatalog {
  readonly #avatars: readonly BuiltInAvatar[];
  readonly #byId = new Map<string, BuiltInAvatar>();

  /**
   * @param aliases further id → id of a presenter
   * @throws Error naming an alias that leads nowhere
   */
  constructor(
    presenters: readonly { id: string; name: string; gender: string }[],
    aliases: Readonly<Record<string, string>>,
  ) {
    this.#avatars = presenters.map(({ id, name, gender }) => ({
      objectId: avatarObjectId(id),
      avatarId: id,
      name,
      gender,
    }));
    for (const avatar of this.#avatars) {
      this.#byId.set(avatar.avatarId, avatar);
      this.#byId.set(avatar.objectId, avatar);
    }
    for (const [alias, avatarId] of Object.entries(aliases)) {
      const avatar = this.#byId.get(avatarId);
      if (!avatar) {
        throw new Error(
          `"${alias}=${avatarId}" leads to no avatar; there are ${presenters.map(({ id }) => id).join(', ')}`,
        );
      }
      this.#byId.set(alias, avatar);
    }
  }

  list(): readonly BuiltInAvatar[] {
    return this.#avatars;
  }

  /** By avatar_id, alias or the object's own id. */
  find(id: string): BuiltInAvatar | null {
    return this.#byId.get(id) ?? null;
  }
}
