import socket
import sys

server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
client, _ = server.accept()
stream = client.makefile("rwb")
while len(header := stream.read(4)) == 4:
    length = int.from_bytes(header, "big")
    if length > 1048576:
        break
    body = stream.read(length)
    stream.write((10 + length).to_bytes(4, "big") + b"you said: " + body)
    stream.flush()
client.close()
