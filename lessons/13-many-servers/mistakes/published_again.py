"""A chat server that shares its rooms with others through a bus: python3 adapter.py PORT BUSPORT.

A message on the bus is the id of its server, the room, and the text.
"""
import queue
import socket
import sys
import threading
import time
import uuid


class Adapter:
    def __init__(self):
        self.members = []
        self.lock = threading.Lock()
        self.id = uuid.uuid4().hex
        self.outgoing = None  # a queue, while there is a bus

    def join(self, bus_port):
        """Joins the other servers through the bus at this port of 127.0.0.1; returns at once, even without a bus."""
        threading.Thread(target=self.stay_joined, args=(bus_port,), daemon=True).start()

    def stay_joined(self, bus_port):
        while True:
            try:
                bus = Bus(bus_port)
                self.outgoing = queue.Queue(1000)
                threading.Thread(target=self.publish, args=(bus, self.outgoing), daemon=True).start()
                bus.subscribe()
                while True:
                    self.hear(bus.next())
            except OSError:
                self.outgoing = None
            time.sleep(0.5)

    def publish(self, bus, outgoing):
        """Publishes on a thread of its own: a bus that does not read holds no member up."""
        try:
            while True:
                bus.publish(outgoing.get())
        except OSError:
            pass  # the other thread notices, too

    def hear(self, message):
        server, room, text = message.split(" ", 2)
        if server != self.id:
            self.deliver(room, text)
            self.outgoing.put(f"{self.id} {room} {text}")

    def said(self, member, text):
        """A member of this server has said something."""
        self.deliver(member.room, text, member)
        outgoing = self.outgoing
        try:
            if outgoing is not None:
                outgoing.put_nowait(f"{self.id} {member.room} {text}")
        except queue.Full:
            pass  # the bus is too slow: the others miss it

    def deliver(self, room, text, left_out=None):
        """Sends a line to all members of a room at this server, except one."""
        with self.lock:
            members = list(self.members)
        for member in members:
            if member is not left_out and member.room == room:
                member.send(text)

    # Below: the chat among the members of this server, done.

    def serve(self, port):
        with socket.create_server(("127.0.0.1", port)) as listener:
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        member = Member(connection)
        with self.lock:
            self.members.append(member)
        try:
            member.enter("lobby")
            for line in connection.makefile("r", encoding="utf-8", newline="\n"):
                line = line.rstrip("\n")
                if line.startswith("/join "):
                    member.enter(line[len("/join "):])
                else:
                    self.said(member, line)
        except OSError:
            pass  # it has gone
        finally:
            with self.lock:
                self.members.remove(member)
            connection.close()


class Member:
    """A connected member: the room in which it is, and its connection."""

    def __init__(self, connection):
        self.connection = connection
        self.lock = threading.Lock()
        self.room = None

    def enter(self, room):
        self.room = room
        self.send("* you are in " + room)

    def send(self, line):
        try:
            with self.lock:
                self.connection.sendall((line + "\n").encode())
        except OSError:
            pass  # it has gone: its own thread notices


class Bus:
    """A connection to the bus. Done: nothing to change here.

    What one server publishes, the bus sends to all that are subscribed at this moment, also to the one that published
    it. All methods raise an OSError when the bus is gone.
    """

    def __init__(self, port):
        """Connects; fails if there is no bus."""
        self.connection = socket.create_connection(("127.0.0.1", port))
        self.lines = self.connection.makefile("r", encoding="utf-8", newline="\n")
        self.lock = threading.Lock()

    def subscribe(self):
        self.write("SUBSCRIBE chat")

    def publish(self, text):
        """Publishes a text without line feeds."""
        self.write("PUBLISH chat " + text)

    def next(self):
        """Waits for the next text that was published, by whichever server."""
        line = self.lines.readline()
        if not line.endswith("\n"):
            raise OSError("the bus is gone")
        return line[len("MESSAGE chat "):-1]

    def write(self, line):
        with self.lock:
            self.connection.sendall((line + "\n").encode())

    def close(self):
        self.lines.close()
        self.connection.close()


if __name__ == "__main__":
    adapter = Adapter()
    adapter.join(int(sys.argv[2]))
    adapter.serve(int(sys.argv[1]))
