"""Another solution of lesson 6, with one read for many lines, and connections that stay open between requests."""
import asyncio
import base64
import hashlib
import sys

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
REASONS = {200: b"OK", 400: b"Bad Request", 426: b"Upgrade Required"}


async def serve(reader, writer):
    try:
        while await answer(reader, writer):
            pass
    except (OSError, asyncio.IncompleteReadError):
        pass
    writer.close()


async def answer(reader, writer):
    """Answers one request, and returns whether another one may follow."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).strip().split(b"\r\n")
    headers = {}
    for line in lines:
        name, value = line.split(b":", 1)
        headers[name.lower()] = headers.get(name.lower(), b"") + b"," + value.strip()
    if b"websocket" not in items(headers, b"upgrade") or b"upgrade" not in items(headers, b"connection"):
        return respond(writer, 200, first.split()[1])
    if b"sec-websocket-key" not in headers:
        return respond(writer, 400, b"")
    if headers.get(b"sec-websocket-version") != b",13":
        return respond(writer, 426, b"", b"sec-websocket-version:13\r\n")
    accept = base64.b64encode(hashlib.sha1(headers[b"sec-websocket-key"][1:] + GUID).digest())
    writer.write(b"HTTP/1.1 101 ok\r\nsec-websocket-accept: " + accept
                 + b"\r\nupgrade: WebSocket\r\nconnection: upgrade\r\nserver: mine\r\n\r\n")
    while True:
        first, length = await reader.readexactly(2)
        if first & 0x0F == 8:
            return False
        key = await reader.readexactly(4)
        text = await reader.readexactly(length & 0x7F)
        writer.write(bytes([first, len(text)]))
        writer.write(bytes(byte ^ key[i % 4] for i, byte in enumerate(text)))


def items(headers, name):
    return [item.strip() for item in headers.get(name, b"").lower().split(b",")]


def respond(writer, status, body, more=b""):
    writer.write(b"HTTP/1.1 %d %s\r\n%scontent-length: %d\r\n\r\n%s" % (status, REASONS[status], more, len(body), body))
    return True


async def main():
    async with await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1])) as server:
        await server.serve_forever()


asyncio.run(main())
