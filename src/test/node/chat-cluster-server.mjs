// A Socket.IO server that knows the chat of netkit, with @socket.io/redis-adapter, and one client of its own.
// Arguments: port of Redis, the client's name. Prints "listening on PORT", then each event that the client receives as JSON.
// Reads lines from standard input: a text that the client says in the lobby, or a command that begins with a slash.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(".peers/package.json"));
const { Server } = require("socket.io");
const { createAdapter } = require("@socket.io/redis-adapter");
const { createClient } = require("redis");
const { io: connect } = require("socket.io-client");

const [port, nick] = process.argv.slice(2);
const publisher = createClient({ url: `redis://127.0.0.1:${port}` });
const subscriber = publisher.duplicate();
publisher.on("error", () => {});
subscriber.on("error", () => {});
await Promise.all([publisher.connect(), subscriber.connect()]);

const http = createServer();
const io = new Server(http, { adapter: createAdapter(publisher, subscriber, { requestsTimeout: 20000 }) });
io.on("connection", (socket) => {
    socket.data.nick = socket.handshake.auth.nick;
    socket.join("lobby");
    socket.on("chat message", (text) => io.to("lobby").emit("chat message", text, { room: "lobby", id: socket.id, nick }));
    console.log("connected");
});

const commands = {
    "/who": async () => console.log("who " + (await io.in("lobby").fetchSockets()).map((one) => one.data.nick).sort().join(" ")),
    "/plain": () => io.emit("chat message", "from a program"),
    "/move": () => io.in("lobby").socketsJoin("hall"),
    "/throw out": () => io.except("hall").disconnectSockets(),
};

http.listen(0, "127.0.0.1", () => {
    console.log(`listening on ${http.address().port}`);
    const client = connect(`http://127.0.0.1:${http.address().port}`, { auth: { nick } });
    client.onAny((...event) => console.log(JSON.stringify(event)));
    createInterface({ input: process.stdin }).on("line", (line) =>
        line.startsWith("/") ? commands[line]() : client.emit("chat message", line));
});
