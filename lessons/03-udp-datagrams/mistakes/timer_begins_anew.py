import socket
import sys
import time

server = (sys.argv[1], int(sys.argv[2]))
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.connect(server)
sock.settimeout(1)
missing = set()
for n in range(1, 21):
    missing.add(n)
    sock.send(b"ping %d" % n)
while missing:
    try:
        data = sock.recv(1024)
    except TimeoutError:
        break
    for k in list(missing):
        if data == b"pong %d" % k:
            missing.remove(k)
print("answered", 20 - len(missing), "of 20")
print("no answer:", " ".join(str(n) for n in sorted(missing)) or "none")
