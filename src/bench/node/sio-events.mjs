// npm's socket.io as a server that passes each event "say" to all other clients: prints its port on the first line.
// Argument: port of Redis, to join another server; prints "ready" once it sees it.
import { createRequire } from "node:module";
import { createServer } from "node:http";

const require = createRequire(new URL("../../../.peers/", import.meta.url));
const { Server } = require("socket.io");

const options = { pingInterval: 3_600_000, pingTimeout: 3_600_000 };
if (process.argv[2]) {
  const { createAdapter } = require("@socket.io/redis-adapter");
  const { createClient } = require("redis");
  const publisher = createClient({ url: `redis://127.0.0.1:${process.argv[2]}` });
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.connect(), subscriber.connect()]);
  options.adapter = createAdapter(publisher, subscriber);
}
const http = createServer();
const io = new Server(http, options);
io.on("connection", (socket) => socket.on("say", (text) => socket.broadcast.emit("said", text)));
await new Promise((resolve) => http.listen({ host: "127.0.0.1", port: 0, backlog: 1024 }, resolve));
console.log(http.address().port);
while (process.argv[2] && (await io.of("/").adapter.serverCount()) < 2) {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
console.log("ready");
