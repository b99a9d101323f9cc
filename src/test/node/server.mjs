// node's ws as an echo server; some text messages are commands. Prints its port.
// usage: node server.mjs off|on|no-context
import {createRequire} from 'node:module';

const {WebSocketServer} = createRequire(process.cwd() + '/.peers/')('ws');
const [deflate] = process.argv.slice(2);
const without = deflate === 'no-context';
const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  maxPayload: 64 << 20,
  perMessageDeflate: deflate === 'off' ? false
    : {threshold: 0, serverNoContextTakeover: without || undefined,
      clientNoContextTakeover: without || undefined},
  handleProtocols: names => names.has('chat') ? 'chat' : false,
});

const commands = {
  // splits a character, with a ping between the fragments
  fragments(socket) {
    const bytes = Buffer.from('Hellö wörld');
    socket.send(bytes.subarray(0, 5), {binary: false, fin: false});
    socket.ping('between');
    socket.send(bytes.subarray(5, 6), {fin: false});
    socket.send(bytes.subarray(6), {fin: true});
  },
  pong: socket => socket.pong('heartbeat'),
  later: socket => setTimeout(() => socket.send('it is later'), 300),
  extensions: socket => socket.send(socket.extensions || 'none'),
  close: (socket, code, reason) => code === undefined ? socket.close() : socket.close(Number(code), reason),
  drop: socket => socket.terminate(),
};

server.on('connection', socket => {
  socket.on('error', () => {}); // the client sees the close code
  socket.on('message', (data, binary) => {
    const [word, ...words] = binary ? [] : String(data).split(' ');
    if (Object.hasOwn(commands, word)) {
      commands[word](socket, ...words);
    } else {
      socket.send(data, {binary});
    }
  });
});
server.on('listening', () => console.log(`listening on ${server.address().port}`));
