import socket
import sys
import time

server = (sys.argv[1], int(sys.argv[2]))
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
missing = set()
for n in range(1, 21):
    sock.sendto(b"ping %d" % n, server)
    end = time.time() + 0.2
    while True:
        left = end - time.time()
        if left <= 0:
            missing.add(n)
            break
        sock.settimeout(left)
        try:
            if sock.recvfrom(1024) == (b"pong %d" % n, server):
                break
        except TimeoutError:
            pass
print("answered", 20 - len(missing), "of 20")
print("no answer:", " ".join(str(n) for n in sorted(missing)) or "none")
