// node's ws as a server that passes each message to all other clients: prints its port on the first line.
import { createRequire } from "node:module";

const { WebSocketServer } = createRequire(new URL("../../../.peers/", import.meta.url))("ws");

const server = new WebSocketServer({
  host: "127.0.0.1",
  port: 0,
  perMessageDeflate: false,
  backlog: 1024,
});
server.on("connection", (speaker) => {
  speaker.on("error", () => {});
  speaker.on("message", (bytes, binary) => {
    for (const other of server.clients) {
      if (other !== speaker) {
        other.send(bytes, { binary });
      }
    }
  });
});
server.on("listening", () => console.log(server.address().port));
