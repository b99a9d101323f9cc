import socket
import sys

try:
    s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
except OSError as e:
    sys.exit(str(e))
f = s.makefile("r")
f.readline()
s.sendall(b"echo 7f3a91c25e0d4b88\n")
for line in f:
    print(line, end="")
