"""Lesson 7: a WebSocket server that sends each message back. Run: python3 close_is_message.py PORT"""
import base64
import hashlib
import socket
import sys
import threading

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
MOST = 16 * 1024 * 1024


def frames(stream, client):
    """Reads frames and answers them, until the connection is closed."""
    kind = 0  # the opcode of the message that has begun, 0 if none has
    message = b""
    while True:
        first, second = exactly(stream, 2)
        last, opcode, length = first & 0x80, first & 0x0F, second & 0x7F
        if length == 126:
            length = int.from_bytes(exactly(stream, 2), "big")
        elif length == 127:
            length = int.from_bytes(exactly(stream, 8), "big")
        control = opcode >= CLOSE
        known = opcode in (CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG)
        in_place = last and length <= 125 if control else (opcode == CONTINUATION) == (kind != 0)
        if first & 0x70 or not second & 0x80 or not known or not in_place:
            return send(client, CLOSE, (1002).to_bytes(2, "big"))
        if length > MOST - len(message):
            return send(client, CLOSE, (1009).to_bytes(2, "big"))
        payload = unmask(exactly(stream, 4), exactly(stream, length))
        if opcode == PING:
            send(client, PONG, payload)
        elif opcode == CLOSE:
            send(client, TEXT, payload)
        elif opcode != PONG:
            kind = kind if opcode == CONTINUATION else opcode
            message += payload
            if last:
                if kind == TEXT and not is_utf8(message):
                    return send(client, CLOSE, (1007).to_bytes(2, "big"))
                send(client, kind, message)
                kind, message = 0, b""


def exactly(stream, count):
    data = stream.read(count)
    if len(data) < count:
        raise OSError("it closed the connection")
    return data


def unmask(key, payload):
    """Both as one large number each: much faster than byte by byte."""
    keys = (key * (len(payload) // 4 + 1))[: len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(keys, "big")).to_bytes(len(payload), "big")


def is_utf8(data):
    try:
        data.decode("utf-8")
        return True
    except UnicodeDecodeError:
        return False


def send(client, opcode, payload):
    """Sends one frame, unmasked, with the shortest form of the length."""
    if len(payload) <= 125:
        length = bytes([len(payload)])
    elif len(payload) <= 65535:
        length = bytes([126]) + len(payload).to_bytes(2, "big")
    else:
        length = bytes([127]) + len(payload).to_bytes(8, "big")
    client.sendall(bytes([0x80 | opcode]) + length + payload)


def serve(client):
    with client:
        try:
            stream = client.makefile("rb")
            handshake(stream, client)
            frames(stream, client)
        except OSError as error:
            print("a client has gone:", error, file=sys.stderr)


def handshake(stream, client):
    """Ready-made: the opening handshake of lesson 6, for well-behaved clients."""
    key = b""
    while line := stream.readline().strip():
        if line.lower().startswith(b"sec-websocket-key:"):
            key = line.split(b":", 1)[1].strip()
    digest = hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
    client.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                   b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n\r\n")


server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    connection, _ = server.accept()
    threading.Thread(target=serve, args=(connection,), daemon=True).start()
