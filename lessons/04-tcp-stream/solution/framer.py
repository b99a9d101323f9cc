"""Answers each framed message with a framed message. Run it with: python3 framer.py PORT"""
import socket
import struct
import sys
import threading

MAX_BODY = 1_048_576


def read_exactly(client, wanted):
    """The next `wanted` bytes, or None at the end of the stream."""
    data = bytearray()
    while len(data) < wanted:
        piece = client.recv(min(65536, wanted - len(data)))
        if not piece:
            return None
        data += piece
    return bytes(data)


def serve(client):
    with client:
        try:
            while True:
                header = read_exactly(client, 4)
                if header is None:
                    return  # the client has closed
                (length,) = struct.unpack(">I", header)  # > big-endian, I 4 bytes, unsigned
                if length > MAX_BODY:
                    print("refused a length of", length, file=sys.stderr)
                    return
                body = read_exactly(client, length)
                if body is None:
                    return
                answer = b"you said: " + body
                client.sendall(struct.pack(">I", len(answer)) + answer)
        except OSError as error:
            print("client failed:", error, file=sys.stderr)


server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("listening on", server.getsockname(), flush=True)
while True:
    client, address = server.accept()
    # a thread each: a silent client must not hold up the next one
    threading.Thread(target=serve, args=(client,), daemon=True).start()
