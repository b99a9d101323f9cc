// npm's engine.io-client with an echo server at /engine.io/: numbered text and binary messages both ways, and a close.
// usage: node engine-client.mjs URL TRANSPORTS MESSAGES
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';

const {Socket} = createRequire(process.cwd() + '/.peers/')('engine.io-client');
const [url, transports, count] = process.argv.slice(2);
const names = transports.split(',');
const socket = new Socket(url, {transports: names, rejectUnauthorized: false});

let sent = 0;
let heard = 0;
let upgradedAt = -1;
const text = i => `message ${i} ${'ö'.repeat(i % 7)}`;
const bytes = i => Buffer.from([i, i >> 8, 0, 30, 255]);
const isBinary = i => i % 100 === 99;

const done = new Promise((resolve, reject) => {
  socket.on('error', reject);
  socket.on('close', reason => reject(new Error(`closed: ${reason}`)));
  socket.on('upgrade', () => {
    upgradedAt = heard;
  });
  socket.on('open', () => {
    // a few per turn of the event loop, so that the upgrade happens in between; the last tenth is sent after the upgrade
    const isHeld = () => sent >= count * 0.9 && socket.transport.name !== names.at(-1);
    const send = () => {
      for (let i = 0; i < 25 && sent < count && !isHeld(); i++, sent++) {
        socket.send(isBinary(sent) ? bytes(sent) : text(sent));
      }
      if (sent < count) {
        setTimeout(send, 1);
      }
    };
    send();
  });
  socket.on('message', data => {
    if (isBinary(heard)) {
      assert.deepEqual(data, bytes(heard));
    } else {
      assert.equal(data, text(heard));
    }
    if (++heard === Number(count)) {
      resolve();
    }
  });
});
await done;
assert.equal(socket.transport.name, names.at(-1));
if (names.length > 1) {
  assert.ok(upgradedAt < count, `upgraded after ${upgradedAt} messages`);
}

const counted = new Promise(resolve => {
  let next = 0;
  socket.removeAllListeners('message');
  socket.on('message', data => {
    assert.equal(data, `message ${next}`);
    if (++next === 1000) {
      resolve();
    }
  });
});
socket.send('count! 1000');
await counted;

const closed = new Promise(resolve => {
  socket.removeAllListeners('close');
  socket.on('close', resolve);
});
socket.send('close!');
assert.equal(await closed, 'transport close');
console.log(`done: ${heard} messages, upgraded after ${upgradedAt}`);
