import socket
import sys

try:
    sock = socket.create_connection((sys.argv[1], int(sys.argv[2])))
except OSError as e:
    print("no server:", e, file=sys.stderr)
    sys.exit(1)
f = sock.makefile("rw")
nonce = f.readline().split()[1]
f.write("echo " + nonce + "\n")
for line in f:
    print(line, end="")
