import socket
import sys
import time

server = (sys.argv[1], int(sys.argv[2]))
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.settimeout(0.4)
missing = []
for n in range(1, 21):
    start = time.time()
    sock.sendto(f"ping {n}".encode(), server)
    try:
        data, address = sock.recvfrom(1024)
        print(f"reply from {address}: time={time.time() - start:.3f}")
    except socket.timeout:
        print("Request timed out")
        missing.append(n)
print("answered", 20 - len(missing), "of 20")
print("no answer:", " ".join(str(n) for n in sorted(missing)) or "none")
