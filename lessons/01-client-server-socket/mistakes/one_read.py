import socket
import sys

s = socket.socket()
try:
    s.connect((sys.argv[1], int(sys.argv[2])))
except ConnectionRefusedError:
    print("Connection refused", sys.argv[1], sys.argv[2], file=sys.stderr)
    sys.exit(1)
data = s.recv(1024).decode()
nonce = data.strip()[6:]
s.send(f"echo {nonce}\n".encode())
while True:
    data = s.recv(1024)
    if not data:
        break
    print(data.decode(), end="")
