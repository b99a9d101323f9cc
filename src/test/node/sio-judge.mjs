// npm's socket.io-client checks a server that runs the application of sio-server.mjs: npm's socket.io or netkit.
// usage: node sio-judge.mjs URL polling|websocket|upgrade [CASE…]
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';
import {setTimeout as sleep} from 'node:timers/promises';

const {io, Manager} = createRequire(process.cwd() + '/.peers/')('socket.io-client');
const [url, mode, ...chosen] = process.argv.slice(2);
const transports = mode === 'upgrade' ? ['polling', 'websocket'] : [mode];
const opened = [];
let current = 'nothing';

function open(nsp = '', options = {}) {
  const socket = io(url + nsp, {transports, forceNew: true, reconnection: false, ...options});
  opened.push(socket);
  return socket;
}

function next(socket, event) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no '${event}' received`)), 10_000);
    socket.once(event, (...args) => {
      clearTimeout(timer);
      resolve(args);
    });
  });
}

async function connected(nsp = '', options = {}) {
  const socket = open(nsp, options);
  await next(socket, 'connect');
  return socket;
}

/** Waits until the server reports why the socket of this id disconnected, and returns that reason. */
async function reason(observer, id) {
  for (let i = 0; i < 100; i++) {
    const found = await observer.emitWithAck('reason', id);
    if (found !== null) {
      return found;
    }
    await sleep(50);
  }
  throw new Error(`the server did not notice that ${id} disconnected`);
}

/** Waits until all packets that the server has sent before are received. */
const flushed = socket => socket.timeout(10_000).emitWithAck('message-with-ack', 'flush');

const cases = {
  async auth() {
    const socket = open('', {auth: {token: '123', nested: {a: [1, null]}}});
    const [[auth]] = await Promise.all([next(socket, 'auth'), next(socket, 'connect')]);
    assert.deepEqual(auth, {token: '123', nested: {a: [1, null]}});
    assert.match(socket.id, /^[\w-]{20}$/);
    assert.notEqual(socket.id, socket.io.engine.id, 'the Engine.IO id is a secret');
    assert.ok(!socket.recovered);
  },
  async values() {
    const socket = await connected();
    const values = [1, -0.5, 1e21, '2', 'ü😀\u2028"\\\n', null, true, {3: [true]}, [[], {}], 'x'.repeat(100_000)];
    socket.emit('message', ...values);
    assert.deepEqual(await next(socket, 'message-back'), values);
    assert.deepEqual(await socket.emitWithAck('message-with-ack', 'one'), 'one');
  },
  async binary() {
    const socket = await connected();
    const small = Buffer.from([4, 0, 255, 30]);
    const large = Buffer.alloc(200_000, 7);
    socket.emit('message', small, {deep: [{er: large}]}, 'text', Buffer.alloc(0));
    assert.deepEqual(await next(socket, 'message-back'), [small, {deep: [{er: large}]}, 'text', Buffer.alloc(0)]);
    assert.deepEqual(await socket.emitWithAck('message-with-ack', small), small);
    socket.on('question', (text, reply) => reply(small, text));
    socket.emit('message', {_placeholder: true, num: 0});
    assert.deepEqual(await next(socket, 'message-back'), [{_placeholder: true, num: 0}]);
  },
  async acks() {
    const socket = await connected();
    const replies = await Promise.all(Array.from({length: 200}, (_, i) => socket.emitWithAck('message-with-ack', i)));
    assert.deepEqual(replies, Array.from({length: 200}, (_, i) => i));
    socket.on('question', (text, reply) => reply(text + '!'));
    assert.deepEqual(await socket.emitWithAck('ask', 'well'), 'heard');
    const all = await new Promise(resolve => socket.emit('ask', 'what', (...args) => resolve(args)));
    assert.deepEqual(all, ['heard', 'what!']);
  },
  async timeouts() {
    const socket = await connected();
    assert.equal(await socket.emitWithAck('ask in vain', 50), 'operation has timed out');
    await assert.rejects(socket.timeout(50).emitWithAck('unhandled'), /timed out/);
  },
  /** 10,000 events each way; in the mode 'upgrade' the second half waits until the client has left polling. */
  async numbers() {
    const COUNT = 10_000;
    const socket = await connected();
    const got = [];
    const all = new Promise(resolve => socket.on('number', i => {
      got.push(i);
      if (got.length === COUNT) {
        resolve();
      }
    }));
    let sent = 0;
    const send = upTo => {
      while (sent < upTo) {
        socket.emit('number', sent++);
      }
    };
    if (mode === 'upgrade') {
      const upgraded = new Promise(resolve => socket.io.engine.once('upgrade', resolve));
      while (sent < COUNT / 2 || socket.io.engine.transport.name === 'polling') {
        assert.ok(sent < COUNT, 'the upgrade took too long');
        send(sent + 20);
        await Promise.race([upgraded, sleep(1)]);
      }
      const before = got.length;
      assert.ok(before < COUNT);
      console.log(`upgraded after ${sent} events were sent and ${before} received`);
    }
    send(COUNT);
    await all;
    assert.ok(got.every((value, i) => value === i), 'each event is received once and in order');
    assert.equal(socket.io.engine.transport.name, transports.at(-1));
  },
  async namespaces() {
    const manager = new Manager(url, {transports});
    const [main, custom] = [manager.socket('/'), manager.socket('/custom', {auth: {a: 1}})];
    opened.push(main, custom);
    const [[auth]] = await Promise.all([next(custom, 'auth'), next(main, 'connect')]);
    assert.deepEqual(auth, {a: 1});
    assert.notEqual(main.id, custom.id);
    custom.emit('message', 'in custom');
    assert.deepEqual(await next(custom, 'message-back'), ['in custom']);
    custom.disconnect();
    assert.equal(await main.emitWithAck('message-with-ack', 'still here'), 'still here');
    assert.deepEqual(await next(open('/room-17'), 'in'), ['/room-17']);
    for (const name of ['/nowhere', '/room-x']) {
      const [error] = await next(open(name), 'connect_error');
      assert.equal(error.message, 'Invalid namespace');
    }
  },
  async middleware() {
    const refused = open('/secret', {auth: {token: 'guess'}});
    const [error] = await next(refused, 'connect_error');
    assert.equal(error.message, 'not authorized');
    assert.deepEqual(error.data, {content: 'try again'});
    assert.ok(!refused.active);
    refused.auth = {token: 'secret'};
    refused.connect();
    await next(refused, 'connect');
  },
  async rooms() {
    const [a, b, c] = await Promise.all([connected(), connected(), connected()]);
    const heard = new Map([a, b, c].map(socket => [socket, []]));
    heard.forEach((list, socket) => socket.on('said', text => list.push(text)));
    assert.deepEqual(await a.emitWithAck('join', 'x'), ['x']);
    assert.deepEqual(await b.emitWithAck('join', 'x'), ['x']);
    assert.deepEqual(await b.emitWithAck('join', 'y'), ['x', 'y']);
    assert.deepEqual(await c.emitWithAck('join', 'y'), ['y']);
    a.emit('say', ['x', 'y'], [], 'one copy');
    a.emit('say', ['y'], ['x'], 'only c');
    a.emit('say', [b.id], [], 'only b');
    a.emit('say', ['nowhere'], [], 'no receiver');
    a.emit('say others', 'others');
    a.emit('say all', 'all');
    await flushed(a);
    assert.deepEqual(await b.emitWithAck('leave', 'y'), ['x']);
    a.emit('say', ['y'], [], 'no longer to b');
    await flushed(a);
    await Promise.all([flushed(b), flushed(c)]);
    assert.deepEqual(heard.get(a), ['all']);
    assert.deepEqual(heard.get(b), ['one copy', 'only b', 'others', 'all']);
    assert.deepEqual(heard.get(c), ['one copy', 'only c', 'others', 'all', 'no longer to b']);
  },
  async volatile() {
    const socket = await connected();
    await sleep(100); // the poll that returned the reply is followed by the next
    const positions = [];
    socket.on('position', i => positions.push(i));
    socket.emit('volatile', 1);
    await flushed(socket);
    await sleep(100);
    assert.deepEqual(positions, [0], 'an event that can be sent at once is sent');
    if (mode === 'polling') {
      socket.emit('volatile', 1000);
      await flushed(socket);
      assert.ok(positions.length < 100, 'most events could not be sent at once and were dropped');
    }
  },
  async disconnects() {
    const [kicked, client, own] = await Promise.all([connected(), connected(), connected()]);
    const ids = [kicked.id, client.id, own.id];
    kicked.emit('kick');
    assert.deepEqual((await next(kicked, 'disconnect'))[0], 'io server disconnect');
    client.emit('kick client');
    assert.deepEqual((await next(client, 'disconnect'))[0], 'io server disconnect');
    const gone = next(own, 'disconnect');
    own.disconnect();
    assert.deepEqual((await gone)[0], 'io client disconnect');
    const observer = await connected();
    assert.deepEqual([await reason(observer, ids[0]), await reason(observer, ids[1]), await reason(observer, ids[2])],
      ['server namespace disconnect', 'server namespace disconnect', 'client namespace disconnect']);
  },
  async buffering() {
    const socket = open('', {autoConnect: false});
    for (let i = 0; i < 5; i++) {
      socket.emit('number', i);
    }
    const got = [];
    socket.on('number', i => got.push(i));
    socket.connect();
    await next(socket, 'connect');
    await flushed(socket);
    assert.deepEqual(got, [0, 1, 2, 3, 4]);
  },
  async parseError() {
    const [observer, other, third] = await Promise.all([connected(), connected(), connected()]);
    const ids = [other.id, third.id];
    other.io.engine.write('abc'); // an invalid packet
    assert.match((await next(other, 'disconnect'))[0], /^transport (close|error)$/);
    assert.equal(await reason(observer, ids[0]), 'forced close');
    third.io.engine.write('0'); // an unexpected packet
    assert.match((await next(third, 'disconnect'))[0], /^transport (close|error)$/);
    assert.equal(await reason(observer, ids[1]), 'forced close');
  },
};

/** Cases for servers that are started with special options. */
const special = {
  async recovery() {
    const socket = await connected('', {reconnection: true, reconnectionDelay: 100});
    const other = await connected();
    const id = socket.id;
    const got = [];
    socket.on('said', (text, offset) => got.push(text));
    assert.deepEqual(await socket.emitWithAck('join', 'x'), ['x']);
    other.emit('say', ['x'], [], 'before');
    await next(socket, 'said');
    for (let round = 1; round <= 3; round++) {
      const lost = next(socket, 'disconnect');
      const back = next(socket, 'connect');
      cut(socket);
      assert.match((await lost)[0], /^transport (close|error)$/);
      other.emit('say', ['x'], [], `missed ${round}`);
      other.emit('say', ['nowhere'], [], 'not for it');
      other.emit('say others', `missed by all ${round}`);
      await flushed(other);
      await back;
      assert.ok(socket.recovered, `recovered in round ${round}`);
      assert.equal(socket.id, id);
      other.emit('say', ['x'], [], `after ${round}`);
      while (got.at(-1) !== `after ${round}`) {
        await next(socket, 'said');
      }
    }
    assert.deepEqual(got, ['before', ...[1, 2, 3].flatMap(i => [`missed ${i}`, `missed by all ${i}`, `after ${i}`])]);
  },
  async noRecovery() {
    const socket = await connected('', {reconnection: true, reconnectionDelay: 100});
    const other = await connected();
    const got = [];
    socket.on('said', text => got.push(text));
    const id = socket.id;
    const lost = next(socket, 'disconnect');
    const back = next(socket, 'connect');
    cut(socket);
    await lost;
    other.emit('say others', 'missed');
    await flushed(other);
    await back;
    assert.ok(!socket.recovered);
    assert.notEqual(socket.id, id);
    other.emit('say others', 'after');
    while (got.at(-1) !== 'after') {
      await next(socket, 'said');
    }
    assert.deepEqual(got, ['after'], 'missed events are not received');
  },
  async connectTimeout() {
    const manager = new Manager(url, {transports, reconnection: false});
    const began = Date.now();
    await new Promise(resolve => manager.on('close', resolve));
    const took = Date.now() - began;
    assert.ok(took >= 290 && took < 5000, `closed after ${took} ms`);
  },
  async pingTimeout() {
    const socket = await connected();
    const observer = await connected();
    const id = socket.id;
    socket.io.engine.transport.onPacket = () => {}; // ignores pings, so sends no pong
    clearTimeout(socket.io.engine._pingTimeoutTimer); // as long as the server's, so it could close first
    assert.equal(await reason(observer, id), 'ping timeout');
  },
  async shutdown() {
    const socket = await connected();
    socket.emit('close server');
    assert.match((await next(socket, 'disconnect'))[0], /^transport (close|error)$/);
  },
};

/** Destroys the TCP connection under the WebSocket. */
function cut(socket) {
  socket.io.engine.transport.ws._socket.destroy();
}

const failed = setTimeout(() => {
  console.log(`still in ${current} after 60 s`);
  process.exit(2);
}, 60_000);
for (const [name, run] of Object.entries(chosen.length ? {...cases, ...special} : cases)) {
  if (chosen.length === 0 || chosen.includes(name)) {
    current = name;
    try {
      await run();
      console.log(`ok ${name}`);
    } catch (e) {
      console.log(`FAILED ${name}`);
      throw e;
    } finally {
      opened.splice(0).forEach(socket => socket.disconnect());
    }
  }
}
clearTimeout(failed);
console.log('done');
process.exit(0);
