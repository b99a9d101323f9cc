import socket
import struct
import sys
import threading

def serve(client):
    with client:
        while True:
            data = b""
            length = None
            while length is None or len(data) < 4 + length:
                piece = client.recv(65536)
                if not piece:
                    return
                data += piece
                if length is None and len(data) >= 4:
                    length = struct.unpack(">I", data[:4])[0]
                    if length > 1048576:
                        return
            body = data[4 : 4 + length]
            client.sendall(struct.pack(">I", 10 + len(body)) + b"you said: " + body)


def run(client):
    with client:
        serve(client)


server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    client, _ = server.accept()
    threading.Thread(target=run, args=(client,), daemon=True).start()
