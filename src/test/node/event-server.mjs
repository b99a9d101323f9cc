// A server of an event stream on node's http: three kinds of line ends, byte by byte; cut off within an event, then ended, then 204.
// Prints its port, and the Last-Event-ID of each request.
import {createServer} from 'node:http';

const STREAMS = [
  '\uFEFF: welcome\r\n\r\nretry: 5\r\nid: 1\r\ndata: one\r\n\r\n: heartbeat\n\nid: 2\ndata: two\ndata: lines\n\n'
    + 'event: note\rid: 3\rdata:three\r\r:\r\nid: 4\ndata: cut off',
  'id: 4\ndata: grüße\n\ndata: the id stays\n\n: heartbeat\r\n\r\n',
];
let requests = 0;

const server = createServer((request, response) => {
  console.log(`asked for what follows '${request.headers['last-event-id'] ?? ''}'`);
  const stream = STREAMS[requests++];
  if (stream === undefined) {
    response.writeHead(204).end();
    server.close();
    return;
  }
  response.writeHead(200, {'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store'});
  const bytes = Buffer.from(stream);
  const write = at => {
    if (at < bytes.length) {
      response.write(bytes.subarray(at, at + 1), () => write(at + 1));
    } else if (requests === 1) {
      request.socket.destroy();
    } else {
      response.end();
    }
  };
  write(0);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
