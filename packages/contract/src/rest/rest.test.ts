import { describe, expect, it } from 'vitest';
import {
  avatarDetailQuery,
  pageQuery,
  sessionCreateRequest,
  sessionIdRequest,
  voiceListQuery,
} from './index.js';

describe('fields that are not set', () => {
  it('may be missing, empty or null', () => {
    const empty = {
      avatar_id: 'ava',
      duration: '',
      voice_id: '',
      voice_params: '',
      mode_type: null,
      stream_type: '',
      credentials: null,
      unknown_field: 1,
    };
    expect(sessionCreateRequest.parse(empty)).toEqual(sessionCreateRequest.parse({ avatar_id: 'ava' }));
    expect(
      sessionCreateRequest.parse({ avatar_id: 'ava', voice_params: { speed: '' } }).voice_params,
    ).toEqual({});
  });
});

describe('ids', () => {
  it('have several names, of which the first that is set counts', () => {
    expect(sessionIdRequest.parse({ id: '', session_id: 'b', _id: 'c' })).toEqual({ id: 'b' });
    expect(avatarDetailQuery.parse({ id: 'x' })).toEqual({ id: 'x' });
    expect(sessionIdRequest.safeParse({ id: '' }).error?.issues[0]).toMatchObject({ path: ['id'] });
  });
});

describe('pages', () => {
  it('start at 1 and hold 100 unless asked otherwise', () => {
    expect(pageQuery.parse({})).toEqual({ page: 1, size: 100 });
    expect(pageQuery.parse({ page: '3', size: ' 7 ' })).toEqual({ page: 3, size: 7 });
    for (const wrong of [{ page: '0' }, { size: '101' }, { size: '1e1' }, { page: ['1', '2'] }]) {
      expect(pageQuery.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
    }
  });

  it('go with filters', () => {
    expect(voiceListQuery.parse({ type: '2', support_stream: true, gender: '' })).toEqual({
      page: 1,
      size: 100,
      type: 2,
      support_stream: 'true',
    });
  });
});
