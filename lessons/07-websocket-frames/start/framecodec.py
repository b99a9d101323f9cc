"""Lesson 7: a WebSocket server that sends each message back. Run: python3 framecodec.py PORT"""
import base64
import hashlib
import socket
import sys


def frames(stream, client):
    """Reads frames and answers them, until the connection is closed."""
    # TODO: stream.read(n) reads n bytes, or fewer if the client closes; client.sendall(data) sends some


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
    serve(connection)
