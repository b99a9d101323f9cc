import socket
import struct
import sys
import threading

def read_exactly(client, n):
    data = b""
    while len(data) < n:
        piece = client.recv(n - len(data))
        if not piece:
            sys.exit()  # ends this thread
        data += piece
    return data

def serve(client):
    while True:
        length = int.from_bytes(read_exactly(client, 4), "big")
        if length > 1048576:
            client.close()
            return
        body = read_exactly(client, length)
        answer = b"you said: " + body
        client.sendall((4 + len(answer)).to_bytes(4, "big") + answer)


def run(client):
    with client:
        serve(client)


server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    client, _ = server.accept()
    threading.Thread(target=run, args=(client,), daemon=True).start()
