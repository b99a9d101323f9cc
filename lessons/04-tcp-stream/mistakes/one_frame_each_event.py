"""Answers one frame for each event of the socket: a second one in the buffer waits."""
import selectors
import socket
import struct
import sys

# one loop for all clients; a buffer for each
selector = selectors.DefaultSelector()
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
selector.register(server, selectors.EVENT_READ)
buffers = {}
while True:
    for key, _ in selector.select():
        sock = key.fileobj
        if sock is server:
            client, _ = server.accept()
            buffers[client] = b""
            selector.register(client, selectors.EVENT_READ)
            continue
        data = sock.recv(65536)
        buffers[sock] += data
        if len(buffers[sock]) >= 4:
            (length,) = struct.unpack(">I", buffers[sock][:4])
            if length > 1048576:
                data = b""
            elif len(buffers[sock]) >= 4 + length:
                body = buffers[sock][4:4 + length]
                buffers[sock] = buffers[sock][4 + length:]
                answer = b"you said: " + body
                sock.sendall(struct.pack(">I", len(answer)) + answer)
        if not data:
            selector.unregister(sock)
            del buffers[sock]
            sock.close()
