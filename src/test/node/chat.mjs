// Two members of ws-server's /chat, with node's ws as the client.
// usage: node chat.mjs URL
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';

const WebSocket = createRequire(process.cwd() + '/.peers/')('ws');
const [url] = process.argv.slice(2);

async function member() {
  const socket = new WebSocket(url, {rejectUnauthorized: false});
  const lines = [];
  let wake = () => {};
  socket.on('message', (data, binary) => {
    lines.push(binary ? 'binary!' : String(data));
    wake();
  });
  const closed = new Promise(resolve => socket.on('close', code => resolve(code)));
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  const hear = async pattern => {
    while (true) {
      const line = lines.shift();
      if (line === undefined) {
        await new Promise(resolve => {
          wake = resolve;
        });
      } else if (pattern.test(line)) {
        return line;
      }
    }
  };
  return {socket, hear, closed};
}

setTimeout(() => {
  console.log('an expected line was not received');
  process.exit(1);
}, 15_000).unref();

const ann = await member();
const bob = await member();
ann.socket.send('/nick ann');
await ann.hear(/^\* you are ann now$/);
bob.socket.send('/nick bob');
await bob.hear(/^\* you are bob now$/);
ann.socket.send('héllo');
assert.equal(await bob.hear(/^\[/), '[lobby] ann: héllo');
bob.socket.send('/msg ann psst');
assert.equal(await ann.hear(/^\[/), '[direct] bob: psst');
bob.socket.send(Buffer.from([1, 2, 3]));
assert.match(await bob.hear(/^!/), /binary/);
bob.socket.send('two\nlines');
assert.match(await bob.hear(/^!/), /control character/);
bob.socket.send('/quit');
await bob.hear(/^\* goodbye$/);
assert.equal(await bob.closed, 1000);
ann.socket.terminate(); // without a close frame
console.log('done');
