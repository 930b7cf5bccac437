import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Prologue } from './prologue.js';

describe('a prologue', () => {
  let said: string[];
  let busy: boolean;
  const create = (text = 'Welcome.') =>
    new Prologue({ text, say: (words) => said.push(words), isBusy: () => busy });
  beforeEach(() => {
    vi.useFakeTimers();
    said = [];
    busy = false;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is said once, a moment after the first client has come', () => {
    const prologue = create();
    prologue.countClients(1);
    vi.advanceTimersByTime(1_000);
    expect(said).toEqual([]);
    prologue.countClients(2);
    vi.advanceTimersByTime(600);
    expect(said).toEqual(['Welcome.']);
    prologue.countClients(0);
    prologue.countClients(1);
    vi.advanceTimersByTime(5_000);
    expect(said).toHaveLength(1);
  });

  it('is not said when a client was quicker, then or later', () => {
    const prologue = create();
    prologue.countClients(1);
    prologue.cancel();
    prologue.countClients(2);
    vi.advanceTimersByTime(5_000);
    expect(said).toEqual([]);
  });

  it('waits while somebody speaks, and gives way to what they said', () => {
    const [polite, silenced] = [create('One.'), create('Two.')];
    busy = true;
    for (const prologue of [polite, silenced]) prologue.countClients(1);
    vi.advanceTimersByTime(4_000);
    silenced.cancel();
    busy = false;
    vi.advanceTimersByTime(300);
    expect(said).toEqual(['One.']);
  });

  it('is kept for the next client when the first one goes before it', () => {
    const prologue = create();
    prologue.countClients(1);
    vi.advanceTimersByTime(1_000);
    prologue.countClients(0);
    vi.advanceTimersByTime(5_000);
    expect(said).toEqual([]);
    prologue.countClients(1);
    vi.advanceTimersByTime(1_600);
    expect(said).toEqual(['Welcome.']);
  });

  it('may be empty', () => {
    create(' ').countClients(1);
    vi.advanceTimersByTime(5_000);
    expect(said).toEqual([]);
  });
});
