// node's ws as a client of /echo: messages are echoed unchanged and in order.
// usage: node echo.mjs URL off|on SMALL-MESSAGES
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';

const WebSocket = createRequire(process.cwd() + '/.peers/')('ws');
const [url, deflate, count] = process.argv.slice(2);
const socket = new WebSocket(url, {
  perMessageDeflate: deflate === 'on' ? {threshold: 0} : false,
  maxPayload: 64 << 20,
  rejectUnauthorized: false,
});
const waiting = [];
socket.on('message', (data, binary) => waiting.shift()(binary ? data : String(data)));
const failed = new Promise((_, reject) => {
  socket.on('error', reject);
  socket.on('close', (code, reason) => reject(new Error(`closed with ${code} ${reason}`)));
});
failed.catch(() => {}); // orFailed reports it
const orFailed = promise => Promise.race([promise, failed]);
const echo = () => orFailed(new Promise(resolve => waiting.push(resolve)));

await orFailed(new Promise(resolve => socket.on('open', resolve)));
assert.equal(socket.extensions.includes('permessage-deflate'), deflate === 'on');

for (const length of [0, 1, 125, 126, 127, 65535, 65536, 65537]) {
  const text = 'ö'.repeat(length >> 1) + 'o'.repeat(length & 1);
  socket.send(text);
  assert.equal(await echo(), text, `a text of ${length} bytes`);
  const bytes = Buffer.from(Array.from({length}, (_, i) => i * 31));
  socket.send(bytes);
  assert.deepEqual(await echo(), bytes, `${length} binary bytes`);
}

// Sends ahead of the echoes, up to a limit.
const AHEAD = 500;
let heard = 0;
let inOrder = true;
const all = new Promise(resolve => {
  let sent = 0;
  const next = () => {
    while (sent < count && sent - heard < AHEAD) {
      const mine = `message ${sent++}`;
      waiting.push(text => {
        inOrder &&= text === mine;
        heard++;
        next();
      });
      socket.send(mine);
    }
    if (heard >= count) {
      resolve();
    }
  };
  next();
});
await orFailed(all);
assert.ok(inOrder, 'echoes are unchanged and in order');

const large = Buffer.alloc(16 << 20);
for (let i = 0; i < large.length; i += 4) {
  large.writeUInt32LE(Math.imul(i, 0x9e3779b1) >>> 12, i); // compressible, but not all zeros
}
socket.send(large);
assert.ok(large.equals(await echo()), '16 MiB');

// A fragmented message, split within a character, with a ping between the fragments.
const pong = new Promise(resolve => socket.on('pong', data => resolve(String(data))));
const bytes = Buffer.from('zerlegte Grüße');
socket.send(bytes.subarray(0, 12), {binary: false, fin: false});
socket.ping('in between');
socket.send(bytes.subarray(12, 13), {fin: false});
socket.send(bytes.subarray(13), {fin: true});
assert.equal(await echo(), 'zerlegte Grüße');
assert.equal(await orFailed(pong), 'in between');

const closed = new Promise(resolve => socket.on('close', (code, reason) => resolve(`${code} ${reason}`)));
socket.close(4000, 'done');
assert.equal(await closed, '4000 ');
console.log(`done: ${heard} messages`);
