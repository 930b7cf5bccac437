import type { OutboundFrame } from '@avatarium/contract';
import { describe, expect, it } from 'vitest';
import { FetchFailedError, RefusedUrlError } from '../net/index.js';
import { Backdrop } from './backdrop.js';
import { CommandHandler } from './command-handler.js';
import { LiveParams } from './live-params.js';
import { Outbox } from './protocol/outbox.js';
import { toneVoice } from './testing/tone-voice.js';

/** A handler on a stage that only notes what happens, in order. */
function setUp(options: { checkMs?: number } = {}) {
  const log: string[] = [];
  const answers: string[] = [];
  const outbox = new Outbox(
    async (bytes) => {
      const frame: OutboundFrame = JSON.parse(Buffer.from(bytes).toString());
      if (frame.type === 'command') {
        answers.push(`${frame.mid} ${frame.pld.cmd} ${frame.pld.code} ${frame.pld.msg}`);
      }
    },
    (error) => log.push(String(error)),
  );
  const params = new LiveParams(
    { mode: 2, language: 'en', knowledgeId: null, voice: toneVoice('Ava'), voiceParams: {} },
    {
      unknownVoice: 'fallback',
      findVoice: () => undefined,
      knowsKnowledge: async (id) => id === 'hotel',
      listenerOf: () => null,
      checkMediaUrl: async (url) => {
        await new Promise((resolve) => setTimeout(resolve, options.checkMs ?? 0));
        if (url.includes('private')) throw new RefusedUrlError('leads to a private address');
      },
    },
  );
  const performer = {
    setExpression: (expression: string | null) => log.push(`expression ${expression}`),
    startAction: (action: string) => log.push(`action ${action}`),
    setBackground: async () => {
      log.push('background');
    },
  };
  const backdrop = new Backdrop(performer, async (url) => {
    if (url.includes('missing')) throw new FetchFailedError('answered with status 404');
    if (url.includes('slow')) await new Promise((resolve) => setTimeout(resolve, 30));
    return { kind: 'image', bytes: new TextEncoder().encode(url) };
  });
  const handler = new CommandHandler({
    outbox,
    params,
    backdrop,
    performer,
    speaker: {
      add: ({ text, mode }) => log.push(`say ${text} in mode ${mode}`),
      interrupt: () => log.push('interrupt'),
    },
    onParams: () => {},
    onError: (error) => log.push(String(error)),
  });
  const settled = () => new Promise((resolve) => setTimeout(resolve, (options.checkMs ?? 0) + 60));
  return { handler, log, answers, settled };
}

describe('commands', () => {
  it('answers an unknown command', async () => {
    const { handler, answers, settled } = setUp();
    handler.command('dance', {}, 'm');
    await settled();
    expect(answers).toEqual(['m dance 1003 cmd: "dance" is unknown']);
  });

  it('plays actions and expressions, together or alone', async () => {
    const { handler, log, answers, settled } = setUp();
    handler.command('set-action', { action: 'nod', expression: 'happiness' }, 'a');
    handler.command('set-action', { action: 'cheer' }, 'b');
    handler.command('set-action', { expression: 'fear', action: '' }, 'c');
    await settled();
    expect(log).toEqual(['expression happiness', 'action nod', 'action cheer', 'expression fear']);
    expect(answers).toEqual(['a set-action 1000 OK', 'b set-action 1000 OK', 'c set-action 1000 OK']);
  });

  it.each([
    ['action', { action: 'backflip', expression: 'happiness' }],
    ['expression', { expression: 'hunger', action: 'nod' }],
  ])('refuses an unknown %s, and plays neither', async (field, data) => {
    const { handler, log, answers, settled } = setUp();
    handler.command('set-action', data, 'm');
    await settled();
    expect(answers[0]).toContain(`m set-action 1003 ${field}: `);
    expect(log).toEqual([]);
  });

  it('interrupts and answers', async () => {
    const { handler, log, answers, settled } = setUp();
    handler.command('interrupt', {}, 'm');
    await settled();
    expect(new Set(log)).toEqual(new Set(['interrupt']));
    expect(answers).toEqual(['m interrupt 1000 OK']);
  });

  it('says a chat in the mode that the command before it set, however long that takes to check', async () => {
    const { handler, log, answers, settled } = setUp({ checkMs: 30 });
    handler.command('set-params', { mode: 1, bgurl: 'https://example.com/a.png' }, 'p');
    handler.chat('hello', 'c');
    handler.command('dance', {}, 'd');
    await settled();
    expect(log).toContain('say hello in mode 1');
    expect(answers.map((answer) => answer.slice(0, 12))).toEqual(['p set-params', 'd dance 1003']);
  });

  it('interrupts at once, and also what waited for a check', async () => {
    const { handler, log, settled } = setUp({ checkMs: 30 });
    handler.command('set-params', { bgurl: 'https://example.com/a.png' }, 'p');
    handler.chat('hello', 'c');
    handler.command('interrupt', {}, 'i');
    expect(log).toEqual(['interrupt']);
    await settled();
    expect(log.filter((step) => step !== 'background')).toEqual([
      'interrupt',
      'say hello in mode 2',
      'interrupt',
    ]);
  });

  it('answers a background that cannot be fetched a second time', async () => {
    const { handler, log, answers, settled } = setUp();
    handler.command('set-params', { bgurl: 'https://example.com/missing.png' }, 'm');
    await settled();
    expect(answers).toEqual(['m set-params 1000 OK', 'm set-params 1008 bgurl: answered with status 404']);
    expect(log).toEqual([]);
  });

  it('shows the newest of several backgrounds, and tells nothing of those it replaced', async () => {
    const { handler, log, answers, settled } = setUp();
    handler.command('set-params', { bgurl: 'https://example.com/slow.png' }, 'a');
    handler.command('set-params', { bgurl: 'https://example.com/b.png' }, 'b');
    await settled();
    expect(log).toEqual(['background']);
    expect(answers).toEqual(['a set-params 1000 OK', 'b set-params 1000 OK']);
  });

  it('tells of a chat that never became whole', async () => {
    const { handler, answers, settled } = setUp();
    handler.chatDropped('m', 'fin: did not come within 30 s');
    await settled();
    expect(answers).toEqual(['m chat 1003 fin: did not come within 30 s']);
  });
});
