// npm's engine.io as an echo server at /engine.io/; some text messages are commands. Prints its port and its events.
// usage: node engine-server.mjs OPTIONS-IN-JSON
import {createRequire} from 'node:module';
import {createServer} from 'node:http';

const {Server} = createRequire(process.cwd() + '/.peers/')('engine.io');
const http = createServer((_, response) => response.end('<p>hello'));
const options = JSON.parse(process.argv[2]);
const engine = new Server({
  ...options,
  allowRequest: (request, decide) => decide(null, !request.url.includes('forbidden')),
});
engine.attach(http);

const commands = {
  'close!': socket => socket.close(),
  'abort!': socket => socket.close(true),
  'count!': (socket, count) => {
    for (let i = 0; i < Number(count); i++) {
      socket.send(`message ${i}`);
    }
  },
};

engine.on('connection', socket => {
  const {id} = socket;
  console.log(`opened ${id}`);
  socket.on('upgrade', () => console.log(`upgraded ${id}`));
  socket.on('close', reason => console.log(`closed ${id} ${reason}`));
  socket.on('message', data => {
    const [word, ...words] = typeof data === 'string' ? data.split(' ') : [];
    if (Object.hasOwn(commands, word)) {
      commands[word](socket, ...words);
    } else {
      socket.send(data);
    }
  });
});
http.listen(0, '127.0.0.1', () => console.log(`listening on ${http.address().port}`));
