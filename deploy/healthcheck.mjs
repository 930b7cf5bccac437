/** Exits with 0 while the server in this container takes sessions: for HEALTHCHECK, which knows no HTTP itself. */
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';

const { HOST = '127.0.0.1', PORT = '8080', TLS_CERT } = process.env;
const everyAddress = HOST === '0.0.0.0' || HOST === '::';
const end = (code) => () => process.exit(code);

const call = (TLS_CERT ? overHttps : overHttp)(
  {
    host: everyAddress ? '127.0.0.1' : HOST,
    port: PORT || 8080,
    path: '/healthz',
    timeout: 4000,
    // The certificate is for the public name, and the server is ourselves.
    rejectUnauthorized: false,
  },
  (reply) => process.exit(reply.statusCode === 200 ? 0 : 1),
);
call.on('timeout', end(1)).on('error', end(1)).end();
