import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { openHandles, type ServerProcess, startServer, Viewer, waitFor } from './support/index.js';

const join = (credentials: Record<string, string>) =>
  Viewer.join(credentials.livekit_url ?? '', credentials.livekit_token ?? '');

describe('how sessions end', () => {
  let server: ServerProcess;
  const viewers: Viewer[] = [];
  afterEach(async () => {
    await Promise.all(viewers.splice(0).map((viewer) => viewer.leave()));
    await server.dispose();
  });
  const ended = (id: string) =>
    waitFor(
      'the end of the session',
      async () => {
        const detail = await server.api.sessionDetail(id);
        return detail.status >= 3 && detail;
      },
      30_000,
    );

  it('ends by duration, by nobody coming, and by everybody leaving, and the avatar goes', async () => {
    server = await startServer({
      env: { CLIENT_JOIN_TIMEOUT_S: '4', CLIENT_GONE_TIMEOUT_S: '2', MAX_SESSIONS: '3' },
    });
    const [short, lonely, left] = await Promise.all([
      server.api.createSession({ duration: 6 }),
      server.api.createSession(),
      server.api.createSession(),
    ]);
    const staying = await join(short.credentials);
    const leaving = await join(left.credentials);
    viewers.push(staying);
    await leaving.firstPicture();
    await leaving.leave();

    expect((await ended(short._id)).end_reason).toBe('expired');
    await waitFor(
      'the avatar to be gone',
      () => staying.disconnected || staying.room.remoteParticipants.size === 0,
    );
    expect((await ended(lonely._id)).end_reason).toBe('abandoned');
    expect((await ended(left._id)).end_reason).toBe('abandoned');
  });

  it('completes sessions when it is told to stop, within five seconds', async () => {
    server = await startServer();
    const session = await server.api.createSession();
    const viewer = await join(session.credentials);
    viewers.push(viewer);
    await viewer.firstPicture();
    const { code, tookMs } = await server.end('SIGTERM');
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(5_000);
    const again = await startServer({ dataDir: server.dataDir });
    try {
      expect(await again.api.sessionDetail(session._id)).toMatchObject({ status: 3, end_reason: 'shutdown' });
    } finally {
      await again.end();
    }
  });

  it('takes sessions up again after it was killed, for clients with the tokens they have', async () => {
    const killed = await startServer();
    server = killed;
    const [going, over] = await Promise.all([
      killed.api.createSession({ mode_type: 1, duration: 120 }),
      killed.api.createSession({ duration: 3 }),
    ]);
    const before = await join(going.credentials);
    await before.firstPicture();
    await killed.end('SIGKILL');
    await before.leave();
    await sleep(2_500);

    const revived = await startServer({
      dataDir: killed.dataDir,
      env: { PORT: new URL(killed.baseUrl).port },
    });
    try {
      await waitFor(
        'the session to go on',
        async () => (await revived.api.sessionDetail(going._id)).status === 2,
      );
      const detail = await revived.api.sessionDetail(going._id);
      expect(detail.credentials).toEqual(going.credentials);
      expect(await revived.api.sessionDetail(over._id)).toMatchObject({ status: 3, end_reason: 'expired' });

      const after = await join(going.credentials);
      viewers.push(after);
      await after.firstPicture();
      const from = performance.now();
      await after.chat('again', 'I am back, and I can still speak.');
      await waitFor('the voice', () => after.firstSoundAfter(from, 0.02));
    } finally {
      await revived.end();
    }
  });

  it('keeps nothing of the sessions that are over', async () => {
    server = await startServer();
    const live = async () => {
      const session = await server.api.createSession({ mode_type: 1 });
      const viewer = await join(session.credentials);
      await viewer.firstPicture();
      await viewer.chat('hello', 'Hello!');
      await waitFor('the voice', () => viewer.firstSoundAfter(0, 0.02));
      await viewer.leave();
      await server.api.closeSession(session._id);
    };
    for (let i = 0; i < 4; i += 1) await live();
    await sleep(2_000);
    const warm = openHandles(server.pid);
    for (let i = 0; i < 20; i += 1) await live();
    const settled = await waitFor(
      'handles to be given back',
      () => {
        const now = openHandles(server.pid);
        return (
          now.sockets <= warm.sockets + 2 &&
          now.files <= warm.files + 2 &&
          now.threads <= warm.threads + 2 &&
          now
        );
      },
      20_000,
    ).catch(() => openHandles(server.pid));
    expect(settled.sockets).toBeLessThanOrEqual(warm.sockets + 2);
    expect(settled.files).toBeLessThanOrEqual(warm.files + 2);
    expect(settled.threads).toBeLessThanOrEqual(warm.threads + 2);
  });
});
