import socket
import sys
import time

server = (sys.argv[1], int(sys.argv[2]))
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
received = 0
for n in range(1, 21):
    sock.sendto(b"ping %d" % n, server)
end = time.time() + 1.5
while time.time() < end:
    sock.settimeout(max(0.01, end - time.time()))
    try:
        data, sender = sock.recvfrom(1024)
        received += 1
    except socket.timeout:
        break
print("answered", received, "of 20")
print("no answer:", 20 - received if received != 20 else "none")
