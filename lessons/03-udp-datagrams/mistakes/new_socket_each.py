import socket
import sys
import time

server = (sys.argv[1], int(sys.argv[2]))
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
missing = []
for n in range(1, 21):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.settimeout(0.5)
        s.sendto(f"ping {n}".encode(), server)
        try:
            if s.recv(1024).decode() != f"pong {n}":
                missing.append(n)
        except TimeoutError:
            missing.append(n)
print("answered", 20 - len(missing), "of 20")
print("no answer:", " ".join(str(n) for n in sorted(missing)) or "none")
