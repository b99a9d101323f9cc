import socket
import sys

try:
    s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
except OSError as e:
    sys.exit(str(e))
f = s.makefile("rw", newline="\r\n")
nonce = f.buffer.readline().decode().split()[1]
f.write("echo " + nonce + "\n")  # newline="\r\n" makes CR LF of it
f.flush()
for line in f.buffer:
    print(line.decode(), end="")
