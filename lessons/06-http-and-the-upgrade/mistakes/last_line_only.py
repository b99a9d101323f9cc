# of two lines of the same header, the last one stays
import base64
import hashlib
import socket
import sys
import threading

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def serve(client):
    with client:
        try:
            answer(client, client.makefile("rb"))
        except OSError as error:
            print("a client has gone:", error, file=sys.stderr)


def answer(client, stream):
    request = stream.readline().decode("latin-1").split()
    headers = {}
    while line := stream.readline().decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = [value.strip()]
    if len(request) < 2:
        return  # the client closed before its request was complete
    if "websocket" not in tokens(headers, "upgrade") or "upgrade" not in tokens(headers, "connection"):
        respond(client, "200 OK", request[1])
    elif headers.get("sec-websocket-version") != ["13"]:
        respond(client, "426 Upgrade Required", "only version 13", "Sec-WebSocket-Version: 13")
    elif "sec-websocket-key" not in headers:
        respond(client, "400 Bad Request", "Sec-WebSocket-Key is missing")
    else:
        digest = hashlib.sha1((headers["sec-websocket-key"][0] + GUID).encode("ascii")).digest()
        send_head(client, "101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                  "Sec-WebSocket-Accept: " + base64.b64encode(digest).decode("ascii"))
        echo(stream, client)


def tokens(headers, name):
    """The items of a header that is a list, in lower case, from all its lines."""
    return [item.strip().lower() for value in headers.get(name, []) for item in value.split(",")]


def respond(client, status, body, *more):
    body = body.encode("latin-1")
    send_head(client, status, f"Content-Length: {len(body)}", "Connection: close", *more)
    client.sendall(body)


def send_head(client, status, *lines):
    client.sendall("\r\n".join(["HTTP/1.1 " + status, *lines, "", ""]).encode("latin-1"))


def echo(stream, client):
    """Ready-made, for the short text frames of this lesson: sends each back, until the client closes."""
    while True:
        header = stream.read(2)
        if len(header) < 2 or header[0] & 0x0F == 8:
            return
        key = stream.read(4)
        text = stream.read(header[1] & 0x7F)
        client.sendall(bytes([header[0], len(text)]) + bytes(byte ^ key[i % 4] for i, byte in enumerate(text)))


server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    connection, _ = server.accept()
    threading.Thread(target=serve, args=(connection,), daemon=True).start()
