"""Takes events from several senders; each takes effect once. Run it with: python3 dedup.py PORT FILE"""
import os
import socket
import sys
import threading
import time

ledger = sys.argv[2]
# TODO 2: you may have been killed, and started again: what do you know? (os.path.exists tells whether there is a file)


def event(sender, number, amount):
    """An event has come. Returns the reply, which says that its effect is in the ledger."""
    # TODO 1: perhaps this event has come before
    effect(sender, number, amount)
    return f"ok {sender} {number}"


def end(sender, last):
    """A sender says that it has sent its events 1 to last. Returns the reply: the numbers of those that never came."""
    # TODO 3: for example "lost ann 4 9"
    return f"lost {sender} none"


# ---- given: the effect ----

def effect(sender, number, amount):
    """The effect is a line in the ledger. It takes a while before and after that."""
    time.sleep(amount / 1000)
    with open(ledger, "a") as file:
        file.write(f"{sender} {number} {amount}\n")
    time.sleep(amount / 1000)


# ---- given: the server ----

def serve(port):
    """Each connection has a thread of its own, which calls event() and end(): so they may be called at the same time."""
    with socket.create_server(("127.0.0.1", port)) as server:
        print("listening on", server.getsockname())
        while True:
            client, address = server.accept()
            threading.Thread(target=serve_client, args=(client,), daemon=True).start()


def serve_client(client):
    with client, client.makefile("r") as lines:
        for line in lines:  # event SENDER NUMBER AMOUNT, or end SENDER LAST
            words = line.split()
            if words[0] == "event":
                reply = event(words[1], int(words[2]), int(words[3]))
            else:
                reply = end(words[1], int(words[2]))
            client.sendall(f"{reply}\n".encode())


if __name__ == "__main__":
    serve(int(sys.argv[1]))
