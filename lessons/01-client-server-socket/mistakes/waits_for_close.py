import socket
import sys

try:
    s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
except OSError as e:
    sys.exit(str(e))
greeting = b""
while piece := s.recv(1024):
    greeting += piece
nonce = greeting.split()[1]
s.sendall(b"echo " + nonce + b"\n")
print(s.recv(1024).decode())
