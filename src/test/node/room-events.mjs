// npm's socket.io with listeners for the room events of its adapters; clients say what it does.
// Prints "listening on PORT".
import { createRequire } from "node:module";
import { createServer } from "node:http";

const { Server } = createRequire(process.cwd() + "/.peers/")("socket.io");
const http = createServer();
const io = new Server(http);
const events = [];

function record(namespace) {
    for (const kind of ["create-room", "join-room", "leave-room", "delete-room"]) {
        namespace.adapter.on(kind, (...args) => events.push([namespace.name, kind, ...args].join(" ")));
    }
    namespace.on("connection", (socket) => {
        socket.on("join", (rooms, reply) => { socket.join(rooms); reply(); });
        socket.on("leave", (room, reply) => { socket.leave(room); reply(); });
        socket.on("move", (from, to, reply) => { namespace.in(from).socketsJoin(to); reply(); });
        socket.on("clear", (room, reply) => { namespace.in(room).socketsLeave(room); reply(); });
        socket.on("throw out", (room, reply) => { namespace.in(room).disconnectSockets(); reply(); });
        socket.on("events", (reply) => reply(events));
    });
}

io.use((socket, next) => { socket.join(["early", "also early"]); next(); });
record(io.of("/"));
record(io.of("/admin"));
io.on("new_namespace", record);
io.of(/^\/lecture-\d+$/);

http.listen(0, "127.0.0.1", () => console.log(`listening on ${http.address().port}`));
