import socket
import sys

try:
    s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
except OSError as e:
    sys.exit(str(e))
greeting = b""
while b"\n" not in greeting:
    greeting += s.recv(1024)
s.sendall(b"echo " + greeting.split()[1] + b"\n")
print(s.recv(4096).decode())
s.close()
