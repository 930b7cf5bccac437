import { modelList } from '@avatarium/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPEN_TIMEOUT_MS } from '../../storage/testing/temporary-storage.js';
import { openRig, type Rig } from '../../testing/api-rig.js';

describe('GET /api/avatarium/v1/models', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig();
  }, OPEN_TIMEOUT_MS);
  afterAll(() => rig.dispose());

  it('lists what can be installed, with the command for it', async () => {
    const { code, data } = await rig.get('/api/avatarium/v1/models');
    expect(code).toBe(1000);
    const voice = modelList.parse(data).models.find(({ kind }) => kind === 'voice');
    expect(voice).toMatchObject({
      installed: false,
      in_use: false,
      command: `avatarium models pull ${voice?.name}`,
    });
    expect(modelList.parse(data).speech).toEqual({ recogniser: null, language_model: null, voices: null });
    expect(voice?.download_bytes).toBeGreaterThan(1_000_000);
  });

  it('asks who wants to know', async () => {
    const reply = await rig.inject({ method: 'GET', url: '/api/avatarium/v1/models' });
    expect(reply.json().code).toBe(1102);
  });
});
