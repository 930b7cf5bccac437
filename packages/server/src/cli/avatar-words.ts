import { AVATAR_STEPS } from '@avatarium/contract';
import type { AvatarPack } from '@avatarium/puppet/pack';
import type { ShownAvatar } from '../control/avatar-commands.js';

const STATES = { 1: 'waiting', 2: 'being made', 3: 'ready', 4: 'failed' } as const;

/** Names and statements are foreign: nothing in them moves a terminal's cursor or ends a line. */
const lines = (all: readonly string[]): string =>
  `${all.map((line) => line.replace(/\p{Cc}+/gu, ' ')).join('\n')}\n`;

/** Avatars for a terminal. */
export function avatarTable(avatars: readonly ShownAvatar[]): string {
  if (avatars.length === 0) {
    return 'There are no avatars of its own in this account.\n';
  }
  const rows = [
    ['AVATAR_ID', 'NAME', 'STATE', 'QUALITY', 'CREATED'],
    ...avatars.map(({ avatar_id, name, status, error, quality, create_time }) => [
      avatar_id,
      name,
      error ? `${STATES[status]}: ${error.msg}` : STATES[status],
      quality ? percent(quality.score) : '–',
      new Date(create_time).toISOString().slice(0, 16).replace('T', ' '),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return lines(
    rows.map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
  );
}

/** How far an avatar is that waits or is being made. */
export function makingLine({ status, progress, step }: ShownAvatar): string {
  const part = `Making it: ${percent(progress ?? 0)}`;
  return step ? `${part}, ${AVATAR_STEPS[step]}` : `${part}, ${STATES[status]}`;
}

/** What an action has done with an avatar. */
export function avatarFacts(action: string, [avatar]: readonly ShownAvatar[], file: string): string {
  if (!avatar) {
    return '';
  }
  const { avatar_id, name, quality } = avatar;
  switch (action) {
    case 'import':
      return lines([
        `"${name}" is ready: sessions can ask for avatar_id ${avatar_id}.`,
        ...(quality ? qualityLines(quality) : []),
      ]);
    case 'export':
      return lines([`Wrote "${name}" to ${file}.`]);
    default:
      return lines([`Deleted "${name}" (${avatar_id}).`]);
  }
}

/** What is in a pack. */
export function packFacts({ manifest, rig, files }: AvatarPack): string {
  const { kind, name, picture, licence, consent, quality, loop, version } = manifest;
  const sizes = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  const facts: [string, string][] = [
    ['name', name],
    ['format', `avatar pack, version ${version}`],
    ['kind', loop ? `${kind}, ${loop.frames} frames at ${loop.fps} a second, ${loop.order}` : kind],
    ['created', new Date(manifest.createdAt).toISOString()],
    ['picture', `${picture.width} × ${picture.height}, ${picture.matte ? 'with' : 'without'} a matte`],
    ['mesh', `${rig.rest.length / 2} vertices, ${rig.triangles.length / 3} triangles`],
    ['shapes', manifest.rig.shapes.join(', ')],
    ['layers', manifest.layers.map(({ file }) => file).join(', ') || 'none'],
    ['files', `${files.size}, ${(sizes / 2 ** 20).toFixed(1)} MB`],
    ['licence', licence ?? 'not said'],
    ['consent', consent ? `${consent.statement} (${new Date(consent.givenAt).toISOString()})` : 'not said'],
  ];
  return lines([...facts.map(([fact, value]) => `${fact.padEnd(9)} ${value}`), ...qualityLines(quality)]);
}

function qualityLines({ score, advice }: NonNullable<ShownAvatar['quality']>): string[] {
  return [`quality   ${percent(score)}`, ...advice.map(({ text }) => `          - ${text}`)];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
