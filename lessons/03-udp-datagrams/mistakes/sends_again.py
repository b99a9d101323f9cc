"""Sends a ping again when its answer does not come within 200 ms."""
import socket
import sys
import time

server = (sys.argv[1], int(sys.argv[2]))
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
answered = set()
for number in range(1, 21):
    for attempt in range(3):
        sock.sendto(b"ping %d" % number, server)
        end = time.monotonic() + 0.2
        while number not in answered and (left := end - time.monotonic()) > 0:
            sock.settimeout(left)
            try:
                data, sender = sock.recvfrom(1000)
            except TimeoutError:
                break
            if sender == server and data.startswith(b"pong "):
                answered.add(int(data[5:]))
        if number in answered:
            break
missing = [number for number in range(1, 21) if number not in answered]
print("answered", len(answered), "of 20")
print("no answer:", " ".join(map(str, missing)) or "none")
