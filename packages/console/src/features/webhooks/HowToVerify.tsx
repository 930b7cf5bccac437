/** What a receiver has to do, in short. */
export function HowToVerify() {
  return (
    <details className="more how-to">
      <summary>How a receiver opens and checks an event</summary>
      <div className="how-to-body">
        <p>
          Every event is a <code>POST</code> of <code>{'{signature, dataEncrypt, timestamp, nonce}'}</code>.
        </p>
        <ol>
          <li>
            Sort the client id, <code>timestamp</code>, <code>nonce</code> and <code>dataEncrypt</code>, join
            them, and take the SHA-1 in hexadecimal. It must be the <code>signature</code>.
          </li>
          <li>
            Decrypt <code>dataEncrypt</code> (base64) with AES-192-CBC: the key is the API key, the IV the
            first 16 bytes of the client id. What comes out is the event as JSON.
          </li>
          <li>
            Answer with HTTP 200 within 10 seconds. Anything else, a redirect too, is tried again, up to
            twelve times within a day or so.
          </li>
          <li>
            The same <code>event_id</code> may come twice: do nothing the second time.
          </li>
        </ol>
        <p className="hint">
          A receiver in Node to start from is in <code>docs/webhooks.md</code> of the source, the fields of
          every event in the{' '}
          <a href="/docs" target="_blank" rel="noopener">
            API reference
          </a>
          .
        </p>
      </div>
    </details>
  );
}
