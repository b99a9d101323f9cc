import socket
import sys

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as s:
    f = s.makefile("rw")
    nonce = f.readline().split()[1]
    f.write("echo " + nonce + "\n")
    f.flush()
    for line in f:
        print(line, end="")
