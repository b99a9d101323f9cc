import socket
import sys

try:
    sock = socket.create_connection((sys.argv[1], int(sys.argv[2])))
except OSError as e:
    print("no server:", e, file=sys.stderr)
    sys.exit(1)
f = sock.makefile("r")
nonce = f.readline().split()[1]
sock.sendall(("echo " + nonce).encode())
for line in f:
    print(line, end="")
