/**
 * A fastify route and nothing else, in a process of its own: what the machine and the framework allow. It replies
 * with the JSON in its first argument, and prints its port.
 */
import Fastify from 'fastify';

const reply = JSON.parse(process.argv[2] ?? '{}') as object;
const app = Fastify();
app.get('/bare', async () => reply);
await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
console.log(typeof address === 'object' ? address?.port : address);
