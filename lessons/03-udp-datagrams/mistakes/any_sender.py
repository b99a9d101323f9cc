import socket
import sys
import time

server = (sys.argv[1], int(sys.argv[2]))
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
missing = set(range(1, 21))
for n in range(1, 21):
    sock.sendto(b"ping %d" % n, server)
end = time.time() + 1.5
while (left := end - time.time()) > 0:
    sock.settimeout(left)
    try:
        words = sock.recv(1024).split()
    except TimeoutError:
        break
    if len(words) == 2 and words[0] == b"pong" and words[1].isdigit():
        missing.discard(int(words[1]))
print("answered", 20 - len(missing), "of 20")
print("no answer:", " ".join(str(n) for n in sorted(missing)) or "none")
