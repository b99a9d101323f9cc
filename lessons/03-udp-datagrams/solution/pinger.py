"""Sends 20 numbered pings and reports which had no answer. Run it with: python3 pinger.py HOST PORT"""
import re
import socket
import sys
import time

COUNT = 20

server = (socket.gethostbyname(sys.argv[1]), int(sys.argv[2]))
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # one for all pings: late answers come to it too
unanswered = set()


def receive_until(deadline):
    """Takes answers until the deadline, which stays where it is however many datagrams come, or until none is due."""
    while unanswered and (left := deadline - time.monotonic()) > 0:
        sock.settimeout(left)
        try:
            data, sender = sock.recvfrom(1000)
        except TimeoutError:
            return
        match = re.fullmatch(rb"pong (\d{1,2})", data)
        if sender == server and match:
            unanswered.discard(int(match[1]))  # a duplicate discards nothing


for number in range(1, COUNT + 1):
    unanswered.add(number)
    sock.sendto(f"ping {number}".encode(), server)
    receive_until(time.monotonic() + 0.05)
receive_until(time.monotonic() + 2)

print(f"answered {COUNT - len(unanswered)} of {COUNT}")
print("no answer:", *(sorted(unanswered) or ["none"]))
