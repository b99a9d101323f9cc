"""Another right server: asyncio, and it writes the header, the prefix and the body apart."""
import asyncio
import sys


async def serve(reader, writer):
    try:
        while True:
            length = int.from_bytes(await reader.readexactly(4), "big")
            if length > 1024 * 1024:
                break
            body = await reader.readexactly(length)
            writer.write((10 + length).to_bytes(4, "big"))
            await writer.drain()
            await asyncio.sleep(0.01)
            writer.write(b"you said: ")
            writer.write(body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]))
    async with server:
        await server.serve_forever()


asyncio.run(main())
