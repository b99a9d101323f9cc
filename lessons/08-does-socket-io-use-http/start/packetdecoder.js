// Prints the packets in the messages of Socket.IO sessions. Run it with: node packetdecoder.js FILE
const fs = require("fs");

// The types of Engine.IO, whose digit comes first, and those of Socket.IO, whose digit stands within a "message".
const ENGINE = ["open", "close", "ping", "pong", "message", "upgrade", "noop"];
const SOCKET = ["connect", "disconnect", "event", "ack", "connect-error", "binary-event", "binary-ack"];

// Called for each line of the file. from: session and sender, such as "ann client";
// transport: "polling" or "websocket"; kind: "text", or "binary" if the content is hexadecimal digits
function message(from, transport, kind, content) {
  // TODO 2: over polling, the content may be several packets, with the character "\u001e" between them
  // TODO 4 (further): kind "binary" is an attachment of a packet that came before
  packet(from, content);
}

function packet(from, text) {
  // TODO 1: the first digit is the type of Engine.IO; data is what follows, if anything does
  // TODO 3: within a "message", the next digit is the type of Socket.IO; then come namespace, id and data
  print(from, ENGINE[2]);
}

// What follows is complete: it reads the file and prints the lines. You need not change it.

// Prints one packet. What it does not have is left out, or null.
function print(from, type, { namespace = null, id = null, attachments = null, data = null } = {}) {
  console.log(`${from} ${type}` + (namespace === null ? "" : ` namespace=${namespace}`)
    + (id === null ? "" : ` id=${id}`) + (attachments === null ? "" : ` attachments=${attachments.join(",")}`)
    + (data === null ? "" : ` data=${data}`));
}

for (const line of fs.readFileSync(process.argv[2], "utf8").split("\n").slice(0, -1)) {
  const [session, sender, transport, kind] = line.split(" ", 4);
  const content = line.slice(session.length + sender.length + transport.length + kind.length + 4);
  message(`${session} ${sender}`, transport, kind, content);
}
