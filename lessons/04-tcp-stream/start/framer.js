// Answers each framed message with a framed message. Run it with: node framer.js PORT
const net = require("node:net");

const server = net.createServer((client) => {
  client.on("data", (piece) => {
    console.log("received a piece of", piece.length, "bytes");
    // TODO 1: a message is 4 bytes of length and then the body: find out where it ends
    // TODO 2: answer with "you said: " and the body, in a frame of its own
  });
  client.on("error", (error) => console.error("client failed:", error.message));
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("listening on", server.address()));
