"""Answers each framed message with a framed message. Run it with: python3 framer.py PORT"""
import socket
import sys


def serve(client):
    data = client.recv(4096)
    print("recv() returned", len(data), "bytes", flush=True)
    # TODO 1: a message is 4 bytes of length and then the body: find out where it ends
    # TODO 2: answer with b"you said: " and the body, in a frame of its own
    # TODO 3: the next message, until the client closes


server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("listening on", server.getsockname(), flush=True)
while True:
    client, address = server.accept()
    with client:
        try:
            serve(client)
        except OSError as error:
            print("client failed:", error, file=sys.stderr)
