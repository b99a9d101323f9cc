"""Reports the numbers in the order in which the pings went out, which is not ascending."""
import socket
import sys
import time

server = (sys.argv[1], int(sys.argv[2]))
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
waiting = {}
for number in range(20, 0, -1):
    sock.sendto(b"ping %d" % number, server)
    waiting[b"pong %d" % number] = str(number)
end = time.monotonic() + 1
while waiting and (left := end - time.monotonic()) > 0:
    sock.settimeout(left)
    try:
        data, sender = sock.recvfrom(1000)
    except TimeoutError:
        break
    if sender == server:
        waiting.pop(data, None)
print("answered", 20 - len(waiting), "of 20")
print("no answer:", " ".join(waiting.values()) or "none")
