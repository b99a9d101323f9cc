"""Calls a reset silence: both mean that the server is gone."""
import os
import socket
import sys
import threading
import time

connection = socket.create_connection((sys.argv[1], int(sys.argv[2])))
orders = []  # as the server's first line names them
done = set()
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
        done.add(words[1])
        if done >= set(orders):
            send("bye\n")
            verdict("finished")


def tick():
    """Called ten times a second, whether something has come or not. time.monotonic() tells the time."""
    global last_ping
    if orders and time.monotonic() - last_ping >= 0.5:
        last_ping = time.monotonic()
        send("ping\n")


def watch():
    """Runs in a thread of its own, because sendall() to a server that does not read may never return."""
    while not orders or time.monotonic() - last_sign < 2.3:
        time.sleep(0.05)
    verdict("silent")


def ended():
    """The server has ended its direction: recv() returned no bytes. It may still read."""
    send("bye\n")
    verdict("ended")


def failed(error):
    """recv() or send() failed, as it does after a reset."""
    verdict("silent")


def verdict(word):
    """Prints the verdict, and ends the program with all its threads."""
    print(" ".join([word, *(number for number in orders if number in done)]), flush=True)
    os._exit(0 if word == "finished" else 1)


def send(text):
    connection.settimeout(None)
    connection.sendall(text.encode("ascii"))


def run():
    """The clock: recv() waits 100 ms at most, then it raises a TimeoutError, and the loop goes on."""
    rest = b""
    ticked = time.monotonic()
    try:
        while True:
            try:
                connection.settimeout(0.1)
                chunk = connection.recv(4096)
                if not chunk:
                    ended()
                    return
                *lines, rest = (rest + chunk).split(b"\n")
                for each in lines:
                    line(each.decode("ascii"))
            except TimeoutError:
                pass  # no fault: it is time for a tick
            if time.monotonic() - ticked >= 0.1:
                ticked = time.monotonic()
                tick()
    except OSError as error:
        failed(error)


threading.Thread(target=watch, daemon=True).start()
run()
