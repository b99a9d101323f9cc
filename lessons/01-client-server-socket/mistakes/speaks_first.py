import socket
import sys

try:
    s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
except OSError as e:
    sys.exit(str(e))
s.sendall(b"hello\n")
greeting = b""
while not greeting.endswith(b"\n"):
    greeting += s.recv(1)
s.sendall(b"echo " + greeting[6:])
print(s.makefile().read())
