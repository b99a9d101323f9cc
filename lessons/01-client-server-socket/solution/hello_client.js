// Connects to a server, reads its greeting, and answers. Run it with: node hello_client.js HOST PORT
const net = require("node:net");

const [host, port] = process.argv.slice(2);
const socket = net.connect(Number(port), host);
socket.setEncoding("utf8");

let received = ""; // what has come of the greeting so far
let answered = false;

socket.on("data", (piece) => {
  if (answered) {
    process.stdout.write(piece);
    return;
  }
  received += piece;
  const end = received.indexOf("\n");
  if (end >= 0) {
    answered = true;
    socket.write("echo " + received.slice("hello ".length, end) + "\n");
    process.stdout.write(received.slice(end + 1)); // what came along with the greeting
  }
});
socket.on("end", () => {
  if (!answered) {
    console.error("the server closed in the middle of its greeting");
    process.exitCode = 1;
  }
});
socket.on("error", (error) => {
  console.error(`cannot talk to ${host}:${port}: ${error.message}`);
  process.exitCode = 1;
});
