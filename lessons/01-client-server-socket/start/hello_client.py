"""Connects to a server, reads its greeting, and answers. Run it with: python3 hello_client.py HOST PORT"""
import socket
import sys

host, port = sys.argv[1], int(sys.argv[2])

with socket.create_connection((host, port)) as sock:
    print("connected to", sock.getpeername())
    # TODO 1: read the greeting, up to its line feed:  hello NONCE
    # TODO 2: answer with a line:  echo NONCE
    # TODO 3: print every line that follows, until the server closes
# TODO 4: no server at HOST PORT: one line on sys.stderr, and sys.exit(1)
