// Lesson 6: a web server that accepts WebSocket connections. Run: node accept.js PORT
const crypto = require("node:crypto");
const net = require("node:net");

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Answers a request; returns whether the connection is a WebSocket now. */
function answer(client, head) {
  const [request, ...lines] = head.split("\r\n");
  const headers = {}; // by name in lower case; several lines are one list
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = name in headers ? headers[name] + "," + value : value;
  }
  const lists = (name, item) => (headers[name] ?? "").split(",").some((each) => each.trim().toLowerCase() === item);
  if (!lists("upgrade", "websocket") || !lists("connection", "upgrade")) {
    respond(client, "200 OK", request.split(" ")[1], "");
  } else if (headers["sec-websocket-version"] !== "13") {
    respond(client, "426 Upgrade Required", "only version 13", "Sec-WebSocket-Version: 13\r\n");
  } else if (!("sec-websocket-key" in headers)) {
    respond(client, "400 Bad Request", "Sec-WebSocket-Key is missing", "");
  } else {
    const accept = crypto.createHash("sha1").update(headers["sec-websocket-key"] + GUID).digest("base64");
    client.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      + "Sec-WebSocket-Accept: " + accept + "\r\n\r\n");
    return true;
  }
  return false;
}

function respond(client, status, body, headers) {
  client.end("HTTP/1.1 " + status + "\r\nContent-Length: " + body.length + "\r\n" + headers
    + "Connection: close\r\n\r\n" + body);
}

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
  let rest = Buffer.alloc(0);
  let upgraded = false;
  client.on("data", (piece) => {
    rest = Buffer.concat([rest, piece]);
    const end = rest.indexOf("\r\n\r\n");
    if (!upgraded && end >= 0) {
      upgraded = answer(client, rest.toString("latin1", 0, end));
      rest = rest.subarray(end + 4);
    }
    if (upgraded) {
      rest = echo(client, rest);
    }
  });
  client.on("error", (error) => console.error("a client has gone:", error.message));
});
server.listen(Number(process.argv[2]), "127.0.0.1");
