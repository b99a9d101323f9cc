import socket
import sys

host, port = sys.argv[1], int(sys.argv[2])
try:
    s = socket.create_connection((host, port))
except OSError as e:
    sys.exit(f"no server at port {port}: {e}")
stream = s.makefile("rb")
greeting = stream.readline()
if not greeting.endswith(b"\n"):
    sys.exit(f"the server at port {port} closed in the middle of its greeting")
s.sendall(b"echo " + greeting.split()[1] + b"\n")
for line in stream:
    print(line)  # b'...', as Python shows bytes
