// Reads operations on rooms, one a line, and prints what each of them does, then "ok". The reading is done; the table of
// rooms is yours: connect, disconnect, join, leave and emit.
'use strict';
const readline = require('node:readline');

class RoomTable {
  // A client connects: its socket gets an id, and a room of its own.
  connect(client) {
    // TODO: the id is client + '.1' for its first connection, then '.2', '.3', ...
    // TODO: console.log('create-room ' + id), and so on
  }

  // A client has gone: its socket leaves all of its rooms.
  disconnect(client) {
    // TODO
  }

  join(client, room) {
    // TODO
  }

  leave(client, room) {
    // TODO
  }

  // An event is emitted, by a client, or by 'io': the server. No rooms are named if rooms is empty; members of
  // the rooms in except do not get it.
  emit(sender, rooms, except) {
    // TODO: console.log('to ' + id) for each socket that gets it
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

const table = new RoomTable();
readline.createInterface({input: process.stdin}).on('line', line => {
  const words = line.trim().split(' ');
  const namespace = words[0].startsWith('/') ? words.shift() : '/';
  // TODO, further: what does the namespace change?
  table.run(words[0], words[1], words.slice(2));
  console.log('ok');
});
