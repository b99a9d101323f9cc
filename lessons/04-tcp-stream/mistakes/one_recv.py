import socket
import struct
import sys
import threading

def serve(client):
    with client:
        while True:
            header = client.recv(4)
            if not header:
                break
            length = int.from_bytes(header, "big")
            if length > 1048576:
                break
            body = client.recv(length) if length else b""
            answer = b"you said: " + body
            client.sendall(struct.pack(">I", len(answer)) + answer)


def run(client):
    with client:
        serve(client)


server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    client, _ = server.accept()
    threading.Thread(target=run, args=(client,), daemon=True).start()
