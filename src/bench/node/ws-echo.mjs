// node's ws as an echo server: prints its port on the first line.
import { createRequire } from "node:module";

const { WebSocketServer } = createRequire(new URL("../../../.peers/", import.meta.url))("ws");

const server = new WebSocketServer({
  host: "127.0.0.1",
  port: 0,
  perMessageDeflate: false,
  backlog: 1024,
});
server.on("connection", (socket) => {
  socket.on("error", () => {});
  socket.on("message", (bytes, binary) => socket.send(bytes, { binary }));
});
server.on("listening", () => console.log(server.address().port));
