"""Sends 20 numbered pings and reports which had no answer. Run it with: python3 pinger.py HOST PORT"""
import socket
import sys

server = (sys.argv[1], int(sys.argv[2]))
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.sendto(b"ping 1", server)

sock.settimeout(1)  # then recvfrom() raises a TimeoutError
data, sender = sock.recvfrom(1000)
print(sender, "says", data.decode())
# TODO 1: 20 pings, "ping 1" to "ping 20"
# TODO 2: which ping does an answer belong to? what if none comes?
# TODO 3: print the report, two lines:
#         answered 17 of 20
#         no answer: 4 9 13
