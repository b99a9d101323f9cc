"""Connects to a server, reads its greeting, and answers. Run it with: python3 hello_client.py HOST PORT"""
import socket
import sys

host, port = sys.argv[1], int(sys.argv[2])

try:
    sock = socket.create_connection((host, port))
except OSError as error:
    sys.exit(f"cannot connect to {host}:{port}: {error}")

with sock, sock.makefile("rb") as lines:
    greeting = lines.readline()  # up to the line feed, however many reads that takes
    if not greeting.endswith(b"\n"):
        sys.exit("the server closed in the middle of its greeting")
    nonce = greeting[len(b"hello "):-1]
    sock.sendall(b"echo " + nonce + b"\n")
    for line in lines:  # until the server has closed
        print(line.decode().rstrip("\n"), flush=True)
