"""Lesson 6: a web server that accepts WebSocket connections. Run: python3 accept.py PORT"""
import base64
import hashlib
import socket
import sys


def serve(client):
    # TODO: read the head of the request with stream.readline() or client.recv(), then answer it with client.sendall().
    # After a 101, and only then: echo(stream, client)
    stream = client.makefile("rb")


def echo(stream, client):
    """Ready-made, for the short text frames of this lesson: sends each back, until the client closes."""
    while True:
        header = stream.read(2)
        if len(header) < 2 or header[0] & 0x0F == 8:
            return
        key = stream.read(4)
        text = stream.read(header[1] & 0x7F)
        client.sendall(bytes([header[0], len(text)]) + bytes(byte ^ key[i % 4] for i, byte in enumerate(text)))


server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    connection, _ = server.accept()
    with connection:
        try:
            serve(connection)
        except OSError as error:
            print("a client has gone:", error, file=sys.stderr)
