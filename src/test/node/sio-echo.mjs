// npm's socket.io-client with sio-server --app echo.
// usage: node sio-echo.mjs URL polling|websocket|polling,websocket
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';

const {io} = createRequire(process.cwd() + '/.peers/')('socket.io-client');
const [url, transports] = process.argv.slice(2);
const options = {transports: transports.split(','), forceNew: true, reconnection: false};
const next = (socket, event) => new Promise((resolve, reject) => {
  socket.once(event, (...args) => resolve(args));
  setTimeout(() => reject(new Error(`no '${event}' received`)), 15_000).unref();
});

for (const namespace of ['/', '/custom']) {
  const socket = io(url + namespace, {...options, auth: {token: 'abc', nested: [1, null]}});
  assert.deepEqual(await next(socket, 'auth'), [{token: 'abc', nested: [1, null]}]);

  // Every kind of JSON value, with nested binary data.
  const args = [1, -0.5, '2 grüße 🚀', true, null, [3, {a: []}], Buffer.from([1, 255]), {deep: [Buffer.alloc(3)]}];
  const back = next(socket, 'message-back');
  socket.emit('message', ...args);
  assert.deepEqual(await back, args);
  assert.deepEqual(await next(socket.emit('message'), 'message-back'), []);
  const reply = await new Promise(resolve => socket.emit('message-with-ack', ...args, (...values) => resolve(values)));
  assert.deepEqual(reply, args);

  // Numbered events, before, during and after the upgrade.
  const numbers = [];
  socket.on('message-back', number => numbers.push(number));
  for (let i = 0; i < 2000; i++) {
    socket.emit('message', i);
    if (i % 100 === 0) {
      await new Promise(resolve => setTimeout(resolve, 2));
    }
  }
  await socket.timeout(15_000).emitWithAck('message-with-ack', 'all');
  assert.deepEqual(numbers, Array.from({length: 2000}, (_, i) => i));
  if (transports.endsWith('websocket')) {
    assert.equal(socket.io.engine.transport.name, 'websocket');
  }
  socket.disconnect();
}

const refused = io(url + '/nowhere', options);
const [error] = await next(refused, 'connect_error');
assert.equal(error.message, 'Invalid namespace');
console.log('done');
process.exit();
