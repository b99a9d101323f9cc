"""Another solution, with one thread, which writes only what the system takes at once: sends orders to a server, and says within 3 seconds that the server is gone, and which orders it has
processed. Run: python3 cutdetector.py HOST PORT"""
import select
import socket
import sys
import time

connection = socket.create_connection((sys.argv[1], int(sys.argv[2])))
orders = []  # as the server's first line names them
done = []
waiting = bytearray()  # to be sent
last_sign = time.monotonic()
last_ping = time.monotonic()


def begin(words):
    """The server's first line: "orders SIZE NUMBER NUMBER ...". Sends all orders at once."""
    text = "x" * int(words[1])
    for number in words[2:]:
        orders.append(number)
        send(f"order {number} {text}\n")


def line(text):
    """A line has come, without its line end: "orders ...", "done NUMBER" or "pong"."""
    global last_sign
    last_sign = time.monotonic()
    words = text.split(" ")
    if words[0] == "orders":
        begin(words)
    elif words[0] == "done":
        done.append(words[1])
        if len(done) == len(orders):
            send("bye\n")
            verdict("finished", processed())


def processed():
    return [number for number in orders if number in done]


def tick():
    """Called ten times a second, whether something has come or not. time.monotonic() tells the time."""
    global last_ping
    if not orders:
        return
    if time.monotonic() - last_ping >= 0.5:
        last_ping = time.monotonic()
        send("ping\n")
    if time.monotonic() - last_sign >= 2.3:
        verdict("silent", processed())


def ended():
    """The server has ended its direction: recv() returned no bytes."""
    send("bye\n")
    verdict("ended", processed())


def failed(error):
    """recv() or send() failed, as it does after a reset."""
    verdict("reset", processed())


def verdict(word, done):
    """Sends what the system takes now, prints the verdict, and ends the program."""
    try:
        connection.send(waiting)
    except OSError:
        pass
    print(" ".join([word, *done]), flush=True)
    sys.exit(0 if word == "finished" else 1)


def send(text):
    waiting.extend(text.encode("ascii"))


def run():
    """The clock: select() waits 100 ms at most."""
    connection.setblocking(False)
    rest = b""
    ticked = time.monotonic()
    try:
        while True:
            readable, writable, _ = select.select([connection], [connection] if waiting else [], [], 0.1)
            if writable:
                del waiting[: connection.send(waiting)]
            if readable:
                chunk = connection.recv(4096)
                if not chunk:
                    ended()
                    return
                *lines, rest = (rest + chunk).split(b"\n")
                for each in lines:
                    line(each.decode("ascii"))
            if time.monotonic() - ticked >= 0.1:
                ticked = time.monotonic()
                tick()
    except OSError as error:
        failed(error)


run()
