import socket
import struct
import sys
import threading

def serve(client):
    rest = b""
    with client:
        while True:
            data = rest
            while len(data) < 4 or len(data) < 4 + int.from_bytes(data[:4], "big"):
                if len(data) >= 4 and int.from_bytes(data[:4], "big") > 1048576:
                    return
                piece = client.recv(65536)
                if not piece:
                    return
                data += piece
            for _ in range(2):  # the message, and the one that may have come along
                length = int.from_bytes(data[:4], "big")
                if len(data) < 4 or len(data) < 4 + length:
                    break
                client.sendall(struct.pack(">I", 10 + length) + b"you said: " + data[4 : 4 + length])
                data = data[4 + length :]
            rest = b""


def run(client):
    with client:
        serve(client)


server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    client, _ = server.accept()
    threading.Thread(target=run, args=(client,), daemon=True).start()
