// npm's socket.io as a server, with the same application as SocketIoApp.
// usage: node sio-server.mjs [OPTIONS-AS-JSON]
import {createRequire} from 'node:module';
import {createServer} from 'node:http';

const {Server} = createRequire(process.cwd() + '/.peers/')('socket.io');
const http = createServer();
const io = new Server(http, JSON.parse(process.argv[2] ?? '{}'));
const reasons = {};

function echo(socket) {
  socket.emit('auth', socket.handshake.auth);
  socket.on('message', (...args) => socket.emit('message-back', ...args));
  socket.on('message-with-ack', (...args) => args.pop()(...args));
}

io.on('connection', socket => {
  echo(socket);
  socket.on('number', i => socket.emit('number', i));
  socket.on('ask', async (question, reply) =>
    reply('heard', ...[await socket.emitWithAck('question', question)].flat()));
  socket.on('ask in vain', (ms, reply) => socket.timeout(ms).emit('silence', err => reply(err?.message ?? null)));
  socket.on('join', (room, reply) => { socket.join(room); reply([...socket.rooms].slice(1)); });
  socket.on('leave', (room, reply) => { socket.leave(room); reply([...socket.rooms].slice(1)); });
  socket.on('say', (rooms, except, text) => socket.to(rooms).except(except).emit('said', text));
  socket.on('say all', text => io.emit('said', text));
  socket.on('say others', text => socket.broadcast.emit('said', text));
  socket.on('volatile', count => { for (let i = 0; i < count; i++) socket.volatile.emit('position', i); });
  socket.on('kick', () => socket.disconnect());
  socket.on('kick client', () => socket.disconnect(true));
  socket.on('reason', (id, reply) => {
    reply(reasons[id] ?? null);
    delete reasons[id]; // a recovered client may be disconnected again
  });
  socket.on('close server', () => io.close());
  const id = socket.id;
  socket.on('disconnect', reason => { reasons[id] = reason; });
});
io.of('/custom').on('connection', echo);
io.of(/^\/room-\d+$/).on('connection', socket => socket.emit('in', socket.nsp.name));
io.of('/secret').use((socket, next) => {
  if (socket.handshake.auth.token === 'secret') {
    next();
  } else {
    next(Object.assign(new Error('not authorized'), {data: {content: 'try again'}}));
  }
}).on('connection', echo);

http.listen(0, '127.0.0.1', () => console.log(`listening on ${http.address().port}`));
