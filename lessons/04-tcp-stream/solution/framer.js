// Answers each framed message with a framed message. Run it with: node framer.js PORT
const net = require("node:net");

const MAX_BODY = 1048576;
const PREFIX = Buffer.from("you said: ");

const server = net.createServer((client) => {
  let collected = Buffer.alloc(0); // what has come and is not yet a whole message
  client.on("data", (piece) => {
    collected = Buffer.concat([collected, piece]);
    while (collected.length >= 4) {
      const length = collected.readUInt32BE(0);
      if (length > MAX_BODY) {
        console.error("refused a length of", length);
        client.destroy();
        return;
      }
      if (collected.length < 4 + length) {
        return; // the rest has yet to come
      }
      const header = Buffer.alloc(4);
      header.writeUInt32BE(PREFIX.length + length);
      client.write(Buffer.concat([header, PREFIX, collected.subarray(4, 4 + length)]));
      collected = collected.subarray(4 + length);
    }
  });
  client.on("error", (error) => console.error("client failed:", error.message));
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("listening on", server.address()));
