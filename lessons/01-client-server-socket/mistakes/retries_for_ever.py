import socket
import sys
import time

while True:
    try:
        s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
        break
    except OSError:
        time.sleep(0.2)
f = s.makefile("rw")
nonce = f.readline().split()[1]
f.write("echo " + nonce + "\n")
f.flush()
for line in f:
    print(line, end="")
