// Lesson 6: a web server that accepts WebSocket connections. Run: node accept.js PORT
const crypto = require("node:crypto");
const net = require("node:net");

/** Ready-made, for short text frames: sends each back, and returns the bytes behind the last whole one. */
function echo(client, received) {
  while (received.length >= 6) {
    const length = received[1] & 0x7f;
    if ((received[0] & 0x0f) === 8) {
      client.end();
      return Buffer.alloc(0);
    }
    if (received.length < 6 + length) {
      break;
    }
    const text = received.subarray(6, 6 + length).map((byte, i) => byte ^ received[2 + (i % 4)]);
    client.write(Buffer.concat([Buffer.from([received[0], length]), text]));
    received = received.subarray(6 + length);
  }
  return received;
}

const server = net.createServer((client) => {
  client.on("data", (piece) => {
    // TODO: collect the pieces until the head of the request is complete, and answer it with client.write(text).
    // After a 101, and only then: rest = echo(client, rest), with every byte behind the head, at once and later.
  });
  client.on("error", (error) => console.error("a client has gone:", error.message));
});
server.listen(Number(process.argv[2]), "127.0.0.1");
