// Reads operations on rooms, one a line, and prints what each of them does, then "ok". Each namespace has a table of its
// own.
'use strict';
const readline = require('node:readline');

class RoomTable {
  constructor() {
    this.ids = new Map(); // client -> id of its socket
    this.counts = new Map(); // client -> number of its connections
    this.rooms = new Map(); // room -> ids
  }

  // A client connects: its socket gets an id, and a room of its own.
  connect(client) {
    this.counts.set(client, (this.counts.get(client) ?? 0) + 1);
    this.ids.set(client, client + '.' + this.counts.get(client));
    this.join(client, this.ids.get(client));
  }

  // A client has gone: its socket leaves all of its rooms.
  disconnect(client) {
    for (const room of [...this.rooms.keys()]) this.leave(client, room);
    this.ids.delete(client);
  }

  join(client, room) {
    if (!this.rooms.has(room)) {
      this.rooms.set(room, new Set());
      console.log('create-room ' + room);
    }
    if (this.rooms.get(room).has(this.ids.get(client))) return;
    this.rooms.get(room).add(this.ids.get(client));
    console.log('join-room ' + room + ' ' + this.ids.get(client));
  }

  leave(client, room) {
    if (!this.rooms.get(room)?.delete(this.ids.get(client))) return;
    console.log('leave-room ' + room + ' ' + this.ids.get(client));
    if (this.rooms.get(room).size === 0) {
      this.rooms.delete(room);
      console.log('delete-room ' + room);
    }
  }

  // An event is emitted, by a client, or by 'io': the server.
  emit(sender, rooms, except) {
    const reached = rooms.length === 0 ? new Set(this.ids.values()) : this.members(rooms);
    for (const id of this.members(except)) reached.delete(id);
    reached.delete(this.ids.get(sender));
    for (const id of reached) console.log('to ' + id);
  }

  members(rooms) {
    return new Set(rooms.flatMap(room => [...this.rooms.get(room) ?? []]));
  }

  // Below: the reading of the operations, done.

  run(operation, client, words) {
    if (operation === 'connect') this.connect(client);
    if (operation === 'disconnect') this.disconnect(client);
    if (operation === 'join') this.join(client, words[0]);
    if (operation === 'leave') this.leave(client, words[0]);
    if (operation === 'emit') {
      const at = words.includes('except') ? words.indexOf('except') : words.length;
      this.emit(client, words.slice(1, at), words.slice(at + 1));
    }
  }
}

const tables = new Map();
readline.createInterface({input: process.stdin}).on('line', line => {
  const words = line.trim().split(' ');
  const namespace = words[0].startsWith('/') ? words.shift() : '/';
  if (!tables.has(namespace)) tables.set(namespace, new RoomTable());
  tables.get(namespace).run(words[0], words[1], words.slice(2));
  console.log('ok');
});
