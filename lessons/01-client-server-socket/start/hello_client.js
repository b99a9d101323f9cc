// Connects to a server, reads its greeting, and answers. Run it with: node hello_client.js HOST PORT
const net = require("node:net");

const [host, port] = process.argv.slice(2);

const socket = net.connect(Number(port), host, () => {
  console.log("connected to", socket.remoteAddress, socket.remotePort);
  // TODO 1: read the greeting, up to its line feed:  hello NONCE
  // TODO 2: answer with a line:  echo NONCE
  // TODO 3: print every line that follows, until the server closes
  socket.end();
});
// TODO 4: no server at HOST PORT: one line on console.error, and process.exit(1)
