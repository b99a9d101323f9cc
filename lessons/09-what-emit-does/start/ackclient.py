"""A client of Socket.IO that asks for acknowledgements. Run it with: python3 ackclient.py HOST PORT"""
import base64
import json
import os
import queue
import socket
import sys
import threading
import time


def message(text):
    """A text message has come."""
    print("came:", text)
    # TODO 1: the handshake: 0{...} is answered with 40; then comes 40{...}, and you are connected
    # TODO 2: the ping 2 is answered with the pong 3
    # TODO 3: an event: 42["work","tea-17"]: json.loads(text[2:]) is the list ["work", "tea-17"];
    #         emit ["order", KEY, "tea-17"] with an id of its own; json.dumps makes JSON of a list
    # TODO 4: an acknowledgement: 43, the id, and ["ok"]: print("callback tea-17 ok")
    # TODO 6: the event bye: end()


def tick(now):
    """Called twenty times a second; now is the time in seconds."""
    # TODO 5: an order without an acknowledgement after 2 seconds: callback tea-17 timeout


def lost():
    """The connection is lost. Further: connect() again."""
    sys.exit("the connection is lost")


# What follows is complete: the WebSocket, and the clock. You need not change it.

events = queue.Queue()
connection = None


def connect():
    """Opens a new WebSocket."""
    global connection
    connection = socket.create_connection((sys.argv[1], int(sys.argv[2])))
    key = base64.b64encode(os.urandom(16)).decode()
    connection.sendall(("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                        f"Host: {sys.argv[1]}:{sys.argv[2]}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
    stream = connection.makefile("rb")
    while stream.readline().strip():
        pass
    threading.Thread(target=read, args=(stream,), daemon=True).start()


def read(stream):
    """Reads frames, as in lesson 7: the server does not mask, and sends no fragments here."""
    try:
        while head := stream.read(2):
            size = head[1] & 127
            if size > 125:
                size = int.from_bytes(stream.read(2 if size == 126 else 8), "big")
            data = stream.read(size)
            if head[0] & 15 == 1:
                events.put((message, data.decode()))
    except OSError:
        pass
    events.put((lost,))


def frame(opcode, data):
    key = os.urandom(4)
    size = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2, "big")
    return bytes([0x80 | opcode]) + size + key + bytes(b ^ key[i % 4] for i, b in enumerate(data))


def send(text):
    try:
        connection.sendall(frame(1, text.encode()))
    except OSError:
        print("not sent:", text, file=sys.stderr)  # lost() is called soon


def end():
    """Closes the WebSocket and ends the program."""
    connection.sendall(frame(8, b""))
    sys.exit(0)


connect()
while True:  # one thread does all: messages and the clock cannot come at the same time
    try:
        call, *arguments = events.get(timeout=0.05)
        call(*arguments)
    except queue.Empty:
        pass
    tick(time.monotonic())
