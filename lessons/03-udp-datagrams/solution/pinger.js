// Sends 20 numbered pings and reports which had no answer. Run it with: node pinger.js HOST PORT
const dgram = require("node:dgram");

const COUNT = 20;
const [host, port] = [process.argv[2], Number(process.argv[3])];
const socket = dgram.createSocket("udp4"); // one for all pings: late answers come to it too
const unanswered = new Set();

socket.on("message", (data, sender) => {
  const match = /^pong (\d{1,2})$/.exec(data.toString());
  if (match && sender.address === host && sender.port === port) {
    unanswered.delete(Number(match[1])); // a duplicate deletes nothing
  }
});

for (let number = 1; number <= COUNT; number++) {
  unanswered.add(number);
  setTimeout(() => socket.send(`ping ${number}`, port, host), 50 * number);
}
setTimeout(() => {
  socket.close();
  console.log(`answered ${COUNT - unanswered.size} of ${COUNT}`);
  console.log("no answer: " + ([...unanswered].join(" ") || "none"));
}, 50 * COUNT + 2000);
