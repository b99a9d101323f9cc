import socket
import sys

try:
    s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
except OSError as e:
    sys.exit(str(e))
stream = s.makefile("rw")  # text for both directions: a write throws away what was read ahead
nonce = stream.readline().split()[1]
stream.write("echo " + nonce + "\n")
stream.flush()
for line in stream:
    print(line, end="")
