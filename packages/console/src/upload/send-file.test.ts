import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError, onSignedOut } from '../api/client.js';
import { sendFile, type UploadRequest } from './send-file.js';

/** A browser's request whose course the test decides. */
class ScriptedRequest implements UploadRequest {
  onload: UploadRequest['onload'] = null;
  onerror: UploadRequest['onerror'] = null;
  onabort: UploadRequest['onabort'] = null;
  upload: UploadRequest['upload'] = { onprogress: null };
  status = 0;
  responseText = '';
  url = '';
  headers: Record<string, string> = {};
  body: unknown;

  open(_method: string, url: string | URL) {
    this.url = String(url);
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  send(body?: unknown) {
    this.body = body;
  }
  abort() {
    this.#fire(this.onabort);
  }
  progress(loaded: number) {
    this.#fire(this.upload.onprogress, Object.assign(new Event('progress'), { loaded }));
  }
  answer(status: number, text: string) {
    this.status = status;
    this.responseText = text;
    this.#fire(this.onload);
  }
  breakOff() {
    this.#fire(this.onerror);
  }
  #fire(handler: unknown, event: Event = new Event('x')) {
    if (typeof handler === 'function') handler.call(this, event);
  }
}

const file = new File(['12345678'], 'Hand & book?.pdf', { type: 'application/pdf' });
let request: ScriptedRequest;
let progress: number[];
let abort: AbortController;
const send = (what = file) =>
  sendFile(what, { signal: abort.signal, onProgress: (sent) => progress.push(sent) }, request);

beforeEach(() => {
  request = new ScriptedRequest();
  progress = [];
  abort = new AbortController();
});

describe('sending a file', () => {
  it('sends it under its name, tells how far it is, and gives what the server made of it', async () => {
    const sent = send();
    request.progress(4);
    // The browser counts what surrounds the file too.
    request.progress(900);
    request.answer(
      200,
      JSON.stringify({ code: 1000, msg: 'OK', data: { _id: '1', url: 'avatarium:file/1' } }),
    );
    expect(await sent).toMatchObject({ url: 'avatarium:file/1' });
    expect(progress).toEqual([4, 8]);
    expect(request.body).toBe(file);
    expect(request.headers).toEqual({ 'content-type': 'application/pdf' });
    expect(new URL(request.url, 'http://x').searchParams.get('name')).toBe('Hand & book?.pdf');
  });

  it('keeps the extension of a name that is too long', async () => {
    void send(new File(['x'], `${'n'.repeat(300)}.docx`));
    const name = new URL(request.url, 'http://x').searchParams.get('name') ?? '';
    expect(name).toMatch(/^n+\.docx$/);
    expect(name).toHaveLength(255);
    expect(request.headers['content-type']).toBe('application/octet-stream');
  });

  it('fails with the words of the server', async () => {
    const sent = send();
    request.answer(413, JSON.stringify({ code: 1223, msg: 'file: is larger than 1 MB', data: null }));
    await expect(sent).rejects.toEqual(new ApiError(1223, 'file: is larger than 1 MB'));
  });

  it('tells the page when the sign-in is over', async () => {
    let told = 0;
    onSignedOut(() => told++);
    const sent = send();
    request.answer(401, JSON.stringify({ code: 1101, msg: 'no' }));
    await expect(sent).rejects.toMatchObject({ code: 1101 });
    expect(told).toBe(1);
  });

  it.each(['<html>proxy</html>', '', '{}'])(
    'makes nothing of a reply that is none of ours: %j',
    async (text) => {
      const sent = send();
      request.answer(502, text);
      await expect(sent).rejects.toMatchObject({ code: 0, message: expect.stringContaining('502') });
    },
  );

  it('says when the connection breaks', async () => {
    const sent = send();
    request.breakOff();
    await expect(sent).rejects.toMatchObject({ code: 0 });
  });

  it('stops when it is told to', async () => {
    const sent = send();
    abort.abort();
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    await expect(send()).rejects.toMatchObject({ name: 'AbortError' });
  });
});
