// Lesson 7: a WebSocket server that sends each message back. Run: node framecodec.js PORT
const crypto = require("node:crypto");
const net = require("node:net");

const CONTINUATION = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10;

/** Answers the frames in what has been received, and returns the bytes behind the last whole frame. */
function frames(client, received, state) {
  while (!state.closed && received.length >= 2) {
    const last = (received[0] & 0x80) !== 0;
    const opcode = received[0] & 0x0f;
    const short = received[1] & 0x7f;
    const control = opcode >= CLOSE;
    const known = [CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG].includes(opcode);
    const inPlace = control ? last && short <= 125 : (opcode === CONTINUATION) === (state.fragments !== undefined);
    if ((received[0] & 0x70) !== 0 || (received[1] & 0x80) === 0 || !known || !inPlace) {
      close(client, state, 1002);
      break;
    }
    const start = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (received.length < start + 4) {
      break;
    }
    const length = short === 126 ? received.readUInt16BE(2)
      : short === 127 ? Number(received.readBigUInt64BE(2)) : short;
    if (received.length < start + 4 + length) {
      break; // the rest is still to come
    }
    const key = received.subarray(start, start + 4);
    const payload = received.subarray(start + 4, start + 4 + length).map((byte, i) => byte ^ key[i % 4]);
    received = received.subarray(start + 4 + length);
    if (opcode === PING) {
      send(client, PONG, payload);
    } else if (opcode === CLOSE) {
      state.closed = true;
      send(client, CLOSE, payload);
      client.end();
    } else if (opcode !== PONG) {
      message(client, state, opcode, last, payload);
    }
  }
  return received;
}

function message(client, state, opcode, last, payload) {
  if (opcode !== CONTINUATION) {
    state.type = opcode;
    state.fragments = [];
  }
  state.fragments.push(payload);
  if (last) {
    const whole = Buffer.concat(state.fragments);
    state.fragments = undefined;
    if (state.type === TEXT && !isUtf8(whole)) {
      close(client, state, 1007);
    } else {
      send(client, state.type, whole);
    }
  }
}

function isUtf8(bytes) {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes); // throws, where toString() replaces
    return true;
  } catch {
    return false;
  }
}

function close(client, state, code) {
  state.closed = true;
  send(client, CLOSE, Buffer.from([code >> 8, code & 0xff]));
  client.end();
}

/** Sends one frame, unmasked, with the shortest form of the length. */
function send(client, opcode, payload) {
  let header = Buffer.from([0x80 | opcode, payload.length]);
  if (payload.length > 65535) {
    header = Buffer.alloc(10);
    header.writeBigUInt64BE(BigInt(payload.length), 2);
    header[1] = 127;
  } else if (payload.length > 125) {
    header = Buffer.alloc(4);
    header.writeUInt16BE(payload.length, 2);
    header[1] = 126;
  }
  header[0] = 0x80 | opcode;
  client.write(Buffer.concat([header, payload]));
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
