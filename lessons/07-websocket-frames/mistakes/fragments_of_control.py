"""Does not look at FIN of a control frame."""
import base64
import hashlib
import socket
import sys
import threading


def frames(stream, client):
    """Reads frames and answers them, until the connection is closed."""
    opcode_of_message = None
    message = b""
    while True:
        header = read(stream, 2)
        fin = header[0] & 0x80
        opcode = header[0] & 0x0F
        length = header[1] & 0x7F
        if header[0] & 0x70 or opcode not in (0, 1, 2, 8, 9, 10) or not header[1] & 0x80:
            return close(client, 1002)
        if opcode >= 8 and length > 125:
            return close(client, 1002)
        if length == 126:
            length = int.from_bytes(read(stream, 2), "big")
        elif length == 127:
            length = int.from_bytes(read(stream, 8), "big")
        key = read(stream, 4)
        payload = read(stream, length)
        payload = bytes(b ^ key[i % 4] for i, b in enumerate(payload))
        if opcode == 8:
            send(client, 8, payload[:2])
            return
        if opcode == 9:
            send(client, 10, payload)
            continue
        if opcode == 10:
            continue
        if opcode == 0 and opcode_of_message is None:
            return close(client, 1002)
        if opcode and opcode_of_message is not None:
            return close(client, 1002)
        if opcode != 0:
            opcode_of_message = opcode
        message += payload
        if fin:
            if opcode_of_message == 1:
                try:
                    message.decode("utf-8")
                except UnicodeDecodeError:
                    return close(client, 1007)
            send(client, opcode_of_message, message)
            message = b""
            opcode_of_message = None


def read(stream, n):
    data = stream.read(n)
    if len(data) < n:
        raise OSError("the client has closed")
    return data


def send(client, opcode, payload):
    n = len(payload)
    if n < 126:
        header = bytes([0x80 | opcode, n])
    elif n < 65536:
        header = bytes([0x80 | opcode, 126]) + n.to_bytes(2, "big")
    else:
        header = bytes([0x80 | opcode, 127]) + n.to_bytes(8, "big")
    client.sendall(header + payload)


def close(client, code):
    send(client, 8, code.to_bytes(2, "big"))


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
