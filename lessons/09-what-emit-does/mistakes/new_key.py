"""A client of Socket.IO that asks for acknowledgements. Run it with: python3 new_key.py HOST PORT"""
import base64
import json
import os
import queue
import socket
import sys
import threading
import time

TIMEOUT = 2


class Order:
    """What is to be done once."""

    def __init__(self, key, text, again):
        self.key, self.text, self.again = key, text, again
        self.attempts, self.done, self.until = 0, False, 0


orders = []
by_id = {}
next_id = 0
connected = False
run = str(time.time_ns())


def message(text):
    global connected
    if text.startswith("0"):
        send("40")
    elif text == "2":
        send("3")
    elif text.startswith("40"):
        connected = True
        for order in orders:
            if order.again and not order.done:
                order.attempts = 0
                emit(order)
    elif text.startswith("42["):
        event(json.loads(text[2:]))
    elif text.startswith("43") and text[2].isdigit():
        number, data = text[2:].split("[", 1)
        order = by_id.pop(int(number), None)
        if order:
            callback(order, json.loads("[" + data)[0])


def event(values):
    if values[0] == "bye":
        end()
    elif values[0] in ("work", "must"):
        order = Order(f"{run}-{len(orders)}", values[1], values[0] == "must")
        orders.append(order)
        emit(order)


def emit(order):
    global next_id
    order.attempts += 1
    order.until = time.monotonic() + TIMEOUT
    by_id[next_id] = order
    send(f"42{next_id}" + json.dumps(["order", f"{run}-{next_id}", order.text]))
    next_id += 1


def callback(order, result):
    if not order.done:
        order.done = True
        print("callback", order.text, result)


def tick(now):
    for order in orders:
        if order.done or now < order.until or order.again and not connected:
            continue
        if order.again and order.attempts < 3:
            emit(order)
        else:
            callback(order, "timeout")


def lost():
    global connected
    connected = False
    connect()


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
