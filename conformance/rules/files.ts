import { FILES, SESSIONS, STOCK_AVATAR, UNKNOWN_ID } from '../contract/paths.js';
import { file, fileList } from '../contract/shapes.js';
import { expectSame, expectThat, refuses, succeeds } from '../suite/expect.js';
import { rule, type Section } from '../suite/rule.js';
import { newSession } from '../suite/sessions.js';
import { greyPng, upload, uploadText } from '../suite/uploads.js';

export const files: Section = {
  title: 'Files',
  rules: [
    rule('a form with a file is kept as avatarium:file/<id>', async (run) => {
      const kept = await uploadText(run, 'note.txt', 'kept');
      expectSame(kept.url, `avatarium:file/${kept._id}`, 'url');
      expectSame([kept.name, kept.size], ['note.txt', 4], 'name and size');
    }),
    rule('a body that is the file is kept too', async (run) => {
      const headers = { 'content-type': 'text/plain' };
      const reply = await run.api.send('POST', `${FILES}?name=raw.txt`, { raw: 'the file itself', headers });
      const kept = succeeds(reply, file);
      expectSame([kept.name, kept.size], ['raw.txt', 15], 'name and size');
    }),
    rule('the list has them, newest first', async (run) => {
      const older = await uploadText(run, 'older.txt', 'older');
      const newer = await uploadText(run, 'newer.txt', 'newer');
      const { result } = succeeds(await run.api.get(FILES), fileList);
      const [first, second] = [newer, older].map(({ _id }) => result.findIndex((one) => one._id === _id));
      expectThat(
        first !== undefined && second !== undefined && first >= 0 && first < second,
        'both, the newer one first',
        `places ${first} and ${second}`,
      );
    }),
    rule('a deleted file is gone: 1008', async (run) => {
      const { _id } = await uploadText(run, 'gone.txt', 'gone');
      succeeds(await run.api.send('DELETE', `${FILES}/${_id}`));
      refuses(await run.api.send('DELETE', `${FILES}/${_id}`), 1008);
      refuses(await run.api.send('DELETE', `${FILES}/${UNKNOWN_ID}`), 1008);
    }),
    rule('an empty upload and a form without a file answer 1220', async (run) => {
      const form = new FormData();
      form.set('name', 'nothing');
      refuses(await run.api.send('POST', FILES, { raw: form }), 1220);
      refuses(
        await run.api.send('POST', FILES, { raw: '', headers: { 'content-type': 'text/plain' } }),
        1220,
      );
    }),
    rule('an uploaded picture serves as the background of a session', async (run) => {
      const { url } = await upload(run, 'grey.png', 'image/png', greyPng(256));
      await newSession(run, { background_url: url });
    }),
    rule('a file that is not there is refused as background with 1003 naming background_url', async (run) => {
      const body = { avatar_id: STOCK_AVATAR, background_url: `avatarium:file/${UNKNOWN_ID}` };
      refuses(await run.api.post(SESSIONS.create, body), 1003, 'background_url');
    }),
  ],
};
