import socket
import sys

try:
    s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
except OSError as e:
    sys.exit(str(e))
f = s.makefile("r")
s.sendall(f.readline().encode())
for line in f:
    print(line, end="")
