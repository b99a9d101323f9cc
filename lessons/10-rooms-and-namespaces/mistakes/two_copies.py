"""Reads operations on rooms, one a line, and prints what each of them does, then "ok".

Each namespace has a table of its own.
"""
import sys


class RoomTable:
    def __init__(self):
        self.ids = {}      # client -> id of its socket
        self.counts = {}   # client -> number of its connections
        self.rooms = {}    # room -> ids, in the order in which they joined

    def connect(self, client):
        """A client connects: its socket gets an id, and a room of its own."""
        self.counts[client] = self.counts.get(client, 0) + 1
        self.ids[client] = f"{client}.{self.counts[client]}"
        self.join(client, self.ids[client])

    def disconnect(self, client):
        """A client has gone: its socket leaves all of its rooms."""
        for room in [room for room, ids in self.rooms.items() if self.ids[client] in ids]:
            self.leave(client, room)
        del self.ids[client]

    def join(self, client, room):
        if room not in self.rooms:
            self.rooms[room] = []
            print("create-room", room)
        if self.ids[client] not in self.rooms[room]:
            self.rooms[room].append(self.ids[client])
            print("join-room", room, self.ids[client])

    def leave(self, client, room):
        if self.ids[client] not in self.rooms.get(room, []):
            return
        self.rooms[room].remove(self.ids[client])
        print("leave-room", room, self.ids[client])
        if not self.rooms[room]:
            del self.rooms[room]
            print("delete-room", room)

    def members(self, rooms):
        return {id for room in rooms for id in self.rooms.get(room, [])}

    def emit(self, sender, rooms, except_rooms):
        """An event is emitted, by a client, or by "io": the server."""
        out = self.members(except_rooms) | {self.ids.get(sender)}
        if not rooms:
            for id in self.ids.values():
                if id not in out:
                    print("to", id)
        for room in rooms:
            for id in self.rooms.get(room, []):
                if id not in out:
                    print("to", id)

    # Below: the reading of the operations, done.

    def run(self, operation, client, words):
        if operation == "connect":
            self.connect(client)
        elif operation == "disconnect":
            self.disconnect(client)
        elif operation == "join":
            self.join(client, words[0])
        elif operation == "leave":
            self.leave(client, words[0])
        elif operation == "emit":
            at = words.index("except") if "except" in words else len(words)
            self.emit(client, words[1:at], words[at + 1:])


def main():
    tables = {}
    for line in sys.stdin:
        words = line.split()
        namespace = words.pop(0) if words[0].startswith("/") else "/"
        table = tables.setdefault(namespace, RoomTable())
        table.run(words[0], words[1], words[2:])
        print("ok", flush=True)


if __name__ == "__main__":
    main()
