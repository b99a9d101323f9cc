// Sends 20 numbered pings and reports which had no answer. Run it with: node pinger.js HOST PORT
const dgram = require("node:dgram");

const [host, port] = [process.argv[2], Number(process.argv[3])];
const socket = dgram.createSocket("udp4");

socket.on("message", (data, sender) => {
  console.log(sender.address, sender.port, "says", data.toString());
});
socket.send("ping 1", port, host);
setTimeout(() => socket.close(), 1000);
// TODO 1: 20 pings, "ping 1" to "ping 20"
// TODO 2: which ping does an answer belong to? what if none comes?
// TODO 3: print the report, two lines:
//         answered 17 of 20
//         no answer: 4 9 13
