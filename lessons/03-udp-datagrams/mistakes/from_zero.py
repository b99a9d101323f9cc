import socket
import sys
import time

server = (sys.argv[1], int(sys.argv[2]))
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
missing = set(range(20))
for n in range(20):
    sock.sendto(b"ping %d" % n, server)
end = time.time() + 1.5
while missing and (left := end - time.time()) > 0:
    sock.settimeout(left)
    try:
        data, sender = sock.recvfrom(1024)
    except TimeoutError:
        break
    if sender == server and data.startswith(b"pong "):
        missing.discard(int(data[5:]))
print("answered", 20 - len(missing), "of 20")
print("no answer:", " ".join(str(n) for n in sorted(missing)) or "none")
