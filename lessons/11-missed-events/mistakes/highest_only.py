"""Remembers the highest number of each sender. Run it with: python3 highest_only.py PORT FILE"""
import os
import socket
import sys
import threading
import time

ledger = sys.argv[2]
highest = {}  # of each sender
came = set()
lock = threading.Lock()
if os.path.exists(ledger):
    with open(ledger) as lines:
        for line in lines:
            sender, number = line.split()[0], int(line.split()[1])
            highest[sender] = max(number, highest.get(sender, 0))
            came.add((sender, number))


def event(sender, number, amount):
    with lock:
        if number > highest.get(sender, 0):
            effect(sender, number, amount)
            highest[sender] = number
            came.add((sender, number))
    return f"ok {sender} {number}"


def end(sender, last):
    with lock:
        lost = [str(number) for number in range(1, last + 1) if (sender, number) not in came]
    return f"lost {sender} {' '.join(lost) or 'none'}"


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
