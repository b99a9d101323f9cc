"""Reads operations on rooms, one a line, and prints what each of them does, then "ok".

The reading is done; the table of rooms is yours: connect, disconnect, join, leave and emit.
"""
import sys


class RoomTable:
    def connect(self, client):
        """A client connects: its socket gets an id, and a room of its own."""
        # TODO: the id is client + ".1" for its first connection, then ".2", ".3", ...
        # TODO: print("create-room", id), and so on

    def disconnect(self, client):
        """A client has gone: its socket leaves all of its rooms."""
        # TODO

    def join(self, client, room):
        pass  # TODO

    def leave(self, client, room):
        pass  # TODO

    def emit(self, sender, rooms, except_rooms):
        """An event is emitted, by a client, or by "io": the server.

        rooms: empty if no rooms are named. except_rooms: rooms whose members do not get it.
        """
        # TODO: print("to", id) for each socket that gets it

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
    table = RoomTable()
    for line in sys.stdin:
        words = line.split()
        namespace = words.pop(0) if words[0].startswith("/") else "/"
        # TODO, further: what does the namespace change?
        table.run(words[0], words[1], words[2:])
        print("ok", flush=True)


if __name__ == "__main__":
    main()
