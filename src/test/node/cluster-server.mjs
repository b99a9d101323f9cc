// A Socket.IO server of a cluster: socket.io with @socket.io/redis-adapter. Clients say what it does.
// Arguments: port of Redis. Prints "listening on PORT".
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(".peers/package.json"));
const { Server } = require("socket.io");
const { createAdapter } = require("@socket.io/redis-adapter");
const { Emitter } = require("@socket.io/redis-emitter");
const { createClient } = require("redis");

const url = `redis://127.0.0.1:${process.argv[2]}`;
const publisher = createClient({ url });
const subscriber = publisher.duplicate();
publisher.on("error", () => {});
subscriber.on("error", () => {});
await Promise.all([publisher.connect(), subscriber.connect()]);

const http = createServer();
const io = new Server(http, { adapter: createAdapter(publisher, subscriber, { requestsTimeout: 20000 }) });
const emitter = new Emitter(publisher);
const heard = [];
io.on("told", (...args) => heard.push(args));
io.on("asked", (word, reply) => reply(`node heard ${word}`));

const forms = {
    all: (socket, ...values) => io.emit("news", ...values),
    room: (socket, ...values) => io.to("r1").emit("news", ...values),
    rooms: (socket, ...values) => io.to("r1").to("r2").emit("news", ...values),
    except: (socket, ...values) => io.except("r1").emit("news", ...values),
    "room except": (socket, ...values) => io.to("r1").except("r2").emit("news", ...values),
    broadcast: (socket, ...values) => socket.broadcast.emit("news", ...values),
    "socket to room": (socket, ...values) => socket.to("r1").emit("news", ...values),
    local: (socket, ...values) => io.local.emit("news", ...values),
    "emitter all": (socket, ...values) => emitter.emit("news", ...values),
    "emitter room": (socket, ...values) => emitter.to("r1").emit("news", ...values),
};

io.on("connection", (socket) => {
    socket.data.place = "node";
    socket.on("join", (room, reply) => { socket.join(room); reply(); });
    socket.on("emit", (form, values, reply) => { forms[form](socket, ...values); reply(); });
    socket.on("to id", (id, value) => io.to(id).emit("news", value));
    socket.on("gather", async (reply) => {
        const replies = await io.timeout(20000).emitWithAck("question");
        reply(replies.sort());
    });
    socket.on("fetch", async (room, reply) => {
        const sockets = room ? await io.in(room).fetchSockets() : await io.fetchSockets();
        reply(sockets.map((one) => `${one.id} ${one.data.place} ${[...one.rooms].sort().join(" ")}`).sort());
    });
    socket.on("count", async (reply) => reply(await io.of("/").adapter.serverCount()));
    socket.on("rooms", async (reply) => reply([...await io.of("/").adapter.allRooms()].sort()));
    socket.on("move", (from, to, reply) => { io.in(from).socketsJoin(to); reply(); });
    socket.on("remove", (room, reply) => { io.in(room).socketsLeave(room); reply(); });
    socket.on("throw out", (room) => io.in(room).disconnectSockets());
    socket.on("tell servers", (word) => io.serverSideEmit("told", word));
    socket.on("heard", (reply) => reply(heard.map(String)));
    socket.on("ask servers", (word, reply) => io.serverSideEmit("asked", word,
        (error, replies) => reply(error ? String(error) : replies.sort())));
});

http.listen(0, "127.0.0.1", () => console.log(`listening on ${http.address().port}`));
