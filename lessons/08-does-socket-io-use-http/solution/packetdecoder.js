// Prints the packets in the messages of Socket.IO sessions. Run it with: node packetdecoder.js FILE
const fs = require("fs");

// The types of Engine.IO, whose digit comes first, and those of Socket.IO, whose digit stands within a "message".
const ENGINE = ["open", "close", "ping", "pong", "message", "upgrade", "noop"];
const SOCKET = ["connect", "disconnect", "event", "ack", "connect-error", "binary-event", "binary-ack"];

const waiting = new Map();

function message(from, transport, kind, content) {
  if (kind === "binary") {
    attachment(from, content);
  } else if (transport === "polling") {
    content.split("\u001e").forEach((text) => packet(from, text));
  } else {
    packet(from, content);
  }
}

function packet(from, text) {
  if (text[0] === "b") {
    attachment(from, Buffer.from(text.slice(1), "base64").toString("hex"));
  } else if (text[0] !== "4") {
    print(from, ENGINE[text[0]], { data: text.slice(1) || null });
  } else {
    const [, type, count, namespace, id, data] = text.slice(1)
      .match(/^(\d)(?:(\d+)-)?(\/[^,]*)?,?(\d+)?(.*)$/);
    const fields = { namespace: namespace ?? "/", id, data: data || null };
    if (count === undefined) {
      print(from, SOCKET[type], fields);
    } else {
      waiting.set(from, { type: SOCKET[type], fields, count: Number(count), attachments: [] });
    }
  }
}

function attachment(from, hex) {
  const { type, fields, count, attachments } = waiting.get(from);
  attachments.push(hex);
  if (attachments.length === count) {
    waiting.delete(from);
    print(from, type, { ...fields, attachments });
  }
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
