import socket
import sys


def receive_line(s):
    data = b""
    while b"\n" not in data:
        piece = s.recv(1024)
        if not piece:
            return None
        data += piece
    return data.split(b"\n")[0].decode()


try:
    s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
except OSError as e:
    sys.exit(str(e))
s.sendall(f"echo {receive_line(s)[6:]}\n".encode())
while (line := receive_line(s)) is not None:
    print(line)
