"""Waits for the events before. Run it with: python3 waits_for_order.py PORT FILE"""
import os
import socket
import sys
import threading
import time

ledger = sys.argv[2]
done = set()  # (sender, number) of the events whose effect is in the ledger
lock = threading.Condition()
if os.path.exists(ledger):
    with open(ledger) as lines:
        for line in lines:
            done.add((line.split()[0], int(line.split()[1])))


def event(sender, number, amount):
    with lock:
        while number > 1 and (sender, number - 1) not in done:
            lock.wait()
        if (sender, number) not in done:
            effect(sender, number, amount)
            done.add((sender, number))
        lock.notify_all()
    return f"ok {sender} {number}"


def end(sender, last):
    with lock:
        lost = [str(number) for number in range(1, last + 1) if (sender, number) not in done]
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
