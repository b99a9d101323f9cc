// Two members of sio-server --app chat, with npm's socket.io-client.
// usage: node sio-chat.mjs URL polling|websocket|polling,websocket
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';

const {io} = createRequire(process.cwd() + '/.peers/')('socket.io-client');
const [url, transports] = process.argv.slice(2);

async function member() {
  const socket = io(url, {transports: transports.split(','), forceNew: true});
  const heard = [];
  let wake = () => {};
  socket.onAny((...values) => {
    heard.push(values);
    wake();
  });
  const hear = async event => {
    while (true) {
      const values = heard.shift();
      if (values === undefined) {
        await new Promise(resolve => {
          wake = resolve;
        });
      } else if (values[0] === event) {
        return values.slice(1);
      }
    }
  };
  return {socket, heard, hear};
}

setTimeout(() => {
  console.log('an expected event was not received');
  process.exit(1);
}, 15_000).unref();

const ann = await member();
const [{room, nick: before, id}] = await ann.hear('welcome');
assert.equal(room, 'lobby');
assert.equal(id, ann.socket.id);
assert.match(before, /^guest-\d+$/);
const bob = await member();
await bob.hear('welcome');
assert.equal((await ann.hear('join'))[0].id, bob.socket.id);
assert.equal((await ann.socket.emitWithAck('nick', 'ann')).nick, 'ann');
assert.deepEqual(await bob.hear('nick'), [{id, nick: 'ann', before}]);
assert.match((await bob.socket.emitWithAck('nick', 'ANN')).error, /taken/);
await bob.socket.emitWithAck('nick', 'bob');

// A message in the lobby reaches both; its first argument is the text.
ann.socket.emit('chat message', 'héllo 🚀');
for (const one of [ann, bob]) {
  assert.deepEqual(await one.hear('chat message'), ['héllo 🚀', {room: 'lobby', id, nick: 'ann'}]);
}

// A message in a room reaches only its members.
assert.deepEqual(await ann.socket.emitWithAck('rooms'), {lobby: 2});
await ann.socket.emitWithAck('join', 'java');
let [rooms] = await ann.hear('rooms');
while (!('java' in rooms)) { // the event of an earlier change may arrive first
  [rooms] = await ann.hear('rooms');
}
assert.deepEqual(rooms, {java: 1, lobby: 2});
ann.socket.emit('chat message', 'for java');
assert.match((await ann.hear('notice'))[0], /alone in java/);
ann.socket.emit('chat message', 'for all', 'lobby');
assert.equal((await bob.hear('chat message'))[0], 'for all');
assert.equal((await bob.socket.emitWithAck('join', 'java')).room, 'java');
assert.equal((await ann.hear('join'))[0].nick, 'bob');
assert.equal((await bob.socket.emitWithAck('leave')).room, 'java');
assert.equal((await ann.hear('leave'))[0].nick, 'bob');

// An invalid request is refused, with and without a requested acknowledgement.
assert.match((await bob.socket.emitWithAck('join', id)).error, /member's own room/);
assert.match((await bob.socket.emitWithAck('join', ' watchers')).error, /cannot be a room/);
assert.match((await bob.socket.emitWithAck('chat message', 'x', 'java')).error, /not in 'java'/);
assert.match((await bob.socket.emitWithAck('chat message', {a: 1})).error, /must be a string/);
bob.socket.emit('leave', 'nowhere');
assert.match((await bob.hear('refused'))[0], /not in 'nowhere'/);
bob.socket.disconnect();
assert.equal((await ann.hear('leave'))[0].nick, 'bob');
console.log('done');
process.exit();
