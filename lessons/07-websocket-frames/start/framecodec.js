// Lesson 7: a WebSocket server that sends each message back. Run: node framecodec.js PORT
const crypto = require("node:crypto");
const net = require("node:net");

/** Answers the frames in what has been received, and returns the bytes behind the last whole frame. */
function frames(client, received, state) {
  // TODO: received is a Buffer, as long as what came until now; client.write(buffer) sends some bytes.
  // What you must remember until more comes, you can keep in state.
  return received;
}

/** Ready-made: the opening handshake of lesson 6, for well-behaved clients. */
function handshake(client, head) {
  const key = /^sec-websocket-key:(.*)$/im.exec(head)[1].trim();
  const accept = crypto.createHash("sha1").update(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest("base64");
  client.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    + "Sec-WebSocket-Accept: " + accept + "\r\n\r\n");
}

const server = net.createServer((client) => {
  let received = Buffer.alloc(0); // what has come and has not been used
  let opened = false;
  const state = {};
  client.on("data", (piece) => {
    received = Buffer.concat([received, piece]);
    const end = received.indexOf("\r\n\r\n");
    if (!opened && end >= 0) {
      handshake(client, received.toString("latin1", 0, end));
      received = received.subarray(end + 4);
      opened = true;
    }
    if (opened) {
      received = frames(client, received, state);
    }
  });
  client.on("error", (error) => console.error("a client has gone:", error.message));
});
server.listen(Number(process.argv[2]), "127.0.0.1");
