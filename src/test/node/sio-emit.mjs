// npm's socket.io server for the forms of `netkit sio-emit`: one that is alone, or two joined by Redis.
// Arguments: port of Redis, or nothing. Prints "listening on PORT…"; reads requests, a number and words in each line,
// and prints the number with the response as JSON.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(".peers/package.json"));
const { Server } = require("socket.io");

const redisPort = process.argv[2];
const heard = new Set();
const sockets = new Map();
const ports = [];
let io;

async function adapter() {
    if (!redisPort) {
        return {};
    }
    const { createAdapter } = require("@socket.io/redis-adapter");
    const { createClient } = require("redis");
    const publisher = createClient({ url: `redis://127.0.0.1:${redisPort}` });
    const subscriber = publisher.duplicate();
    publisher.on("error", () => {});
    subscriber.on("error", () => {});
    await Promise.all([publisher.connect(), subscriber.connect()]);
    return { adapter: createAdapter(publisher, subscriber, { requestsTimeout: 30000 }) };
}

async function start(name) {
    const http = createServer();
    const server = new Server(http, await adapter());
    for (const namespace of [server.of("/"), server.of("/admin")]) {
        namespace.on("connection", (socket) => {
            socket.data.name = socket.handshake.auth.name;
            sockets.set(socket.data.name, socket);
            socket.join(socket.handshake.auth.rooms);
            socket.on("news", () => heard.add(name));
            socket.on("question", (reply) => { heard.add(name); reply(name); });
            socket.emit("joined");
        });
    }
    server.on("news", () => heard.add(name));
    server.on("question", (reply) => { heard.add(name); reply(name); });
    server.on("done", (reply) => reply());
    await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
    ports.unshift(http.address().port);
    return server;
}

if (redisPort) {
    await start("server 2");
}
io = await start("server 1");

const none = { values: [], isComplete: true };
const found = (values) => ({ values: values.sort(), isComplete: true });

/** Resolves with the acknowledgements, or with those that came before a timeout. */
async function gathered(replies) {
    try {
        return found([await replies].flat());
    } catch (error) {
        return { values: (error.responses ?? []).sort(), isComplete: false };
    }
}

/** Waits until all servers have done what they were told before: the adapter tells even its own through Redis. */
async function others() {
    if (redisPort) {
        await io.serverSideEmitWithAck("done");
    }
}

/** Waits until nothing that was sent before is still being written: a socket that writes is not writable. */
async function written() {
    for (const { conn } of sockets.values()) {
        while (conn.transport.name === "websocket" && !conn.transport.writable) {
            await new Promise(setImmediate);
        }
    }
}

const forms = {
    socket: (ann) => ann.emit("news", 1),
    id: (ann, cat, dan) => io.to(dan.id).emit("news", 1),
    all: () => io.emit("news", 1),
    room: () => io.to("red").emit("news", 1),
    rooms: () => io.to(["red", "blue"]).emit("news", 1),
    except: () => io.except("red").emit("news", 1),
    "room-except": () => io.to("red").except("blue").emit("news", 1),
    broadcast: (ann) => ann.broadcast.emit("news", 1),
    "broadcast-room": (ann) => ann.to("red").emit("news", 1),
    "broadcast-rooms": (ann) => ann.to(["red", "blue"]).emit("news", 1),
    "broadcast-except": (ann) => ann.except("blue").emit("news", 1),
    namespace: () => io.of("/admin").emit("news", 1),
    "namespace-room": () => io.of("/admin").to("red").emit("news", 1),
    local: () => io.local.emit("news", 1),
    volatile: async () => { await written(); io.volatile.emit("news", 1); },
    ack: async (ann) => gathered(await ann.emitWithAck("question")),
    "ack-timeout": (ann, cat, dan, limit) =>
        gathered((async () => await cat.timeout(limit).emitWithAck("puzzle"))()),
    acks: () => gathered((async () => await io.timeout(10000).emitWithAck("question"))()),
    "acks-timeout": (ann, cat, dan, limit) =>
        gathered((async () => await io.timeout(limit).emitWithAck("puzzle"))()),
    fetch: async () => found((await io.in("red").fetchSockets()).map((socket) => socket.data.name)),
    "server-side": () => io.serverSideEmit("news", 1),
    "server-side-ack": async () => found(await io.serverSideEmitWithAck("question")),
    join: async () => { io.in("red").socketsJoin("green"); await others(); io.to("green").emit("news", 1); },
    leave: async () => { io.in("blue").socketsLeave("red"); await others(); io.to("red").emit("news", 1); },
    disconnect: () => io.in("blue").disconnectSockets(),
};

const requests = {
    count: () => io.of("/").adapter.serverCount(),
    ready: () => io.emit("ready"),
    mark: (number) => [io, io.of("/admin")].forEach((to) => to.emit("mark", Number(number))),
    heard: async () => {
        await others();
        const taken = [...heard];
        heard.clear();
        return taken;
    },
    perform: async (form, limit) => {
        const [ann, cat, dan] = ["ann", "cat", "dan"].map((name) => sockets.get(name));
        const outcome = await forms[form](ann, cat, dan, Number(limit));
        return outcome?.values ? outcome : none;
    },
};

console.log(`listening on ${ports.join(" ")}`);
for await (const line of createInterface({ input: process.stdin })) {
    const [number, name, ...words] = line.split(" ");
    Promise.resolve(requests[name](...words))
        .then((response) => console.log(`${number} ${JSON.stringify(response ?? null)}`));
}
