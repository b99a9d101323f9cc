import socket
import sys
import time

server = (sys.argv[1], int(sys.argv[2]))
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.settimeout(1)
missing = set(range(1, 21))
for n in range(1, 21):
    sock.sendto(b"ping %d" % n, server)
    while n in missing:
        data, sender = sock.recvfrom(1024)
        if sender == server and data[:5] == b"pong ":
            missing.discard(int(data[5:]))
print("answered", 20 - len(missing), "of 20")
print("no answer:", " ".join(str(n) for n in sorted(missing)) or "none")
