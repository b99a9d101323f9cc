import socket
import sys
import time

server = (sys.argv[1], int(sys.argv[2]))
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.settimeout(1)
sock.sendto("\n".join(f"ping {n}" for n in range(1, 21)).encode(), server)
missing = set(range(1, 21))
try:
    while missing:
        for line in sock.recv(4096).decode().splitlines():
            missing.discard(int(line.split()[1]))
except TimeoutError:
    pass
print("answered", 20 - len(missing), "of 20")
print("no answer:", " ".join(str(n) for n in sorted(missing)) or "none")
