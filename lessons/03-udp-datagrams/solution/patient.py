"""Another right pinger: it waits up to two seconds for each answer before it sends the next ping."""
import socket
import sys
import time

host, port = sys.argv[1], int(sys.argv[2])
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect((host, port))
names = {f"pong {n}".encode(): n for n in range(1, 21)}
got = set()
for n in range(1, 21):
    s.send(b"ping %d" % n)
    end = time.time() + 2
    while n not in got and time.time() < end:
        s.settimeout(max(0.001, end - time.time()))
        try:
            answer = s.recv(2048)
        except OSError:
            continue
        if answer in names:
            got.add(names[answer])
missing = [n for n in range(1, 21) if n not in got]
print("answered", len(got), "of 20")
print("no answer:", " ".join(map(str, missing)) or "none")
