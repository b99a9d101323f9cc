"""Looks for the number anywhere in the ledger. Run it with: python3 substring.py HOST PORT FILE"""
import collections
import os
import socket
import sys
import time


def main(host, port, ledger):
    while True:
        try:
            queue = Queue(host, port)
            queue.send("CONSUME orders 1")
            while (message := queue.next()) is not None:
                take(queue, message, ledger)
        except OSError as e:
            print("no queue:", e)
        time.sleep(0.5)


def take(queue, message, ledger):
    if not is_done(message, ledger):
        try:
            work(message, ledger)
        except RuntimeError as e:
            print(e)
            queue.send(f"NACK {message.id}" if message.delivery < 3 else f"REJECT {message.id}")
            return
    queue.send(f"ACK {message.id}")


def is_done(message, ledger):
    """The ledger is read each time: another worker may have done the job."""
    if not os.path.exists(ledger):
        return False
    with open(ledger) as file:
        return message.job in file.read()


# ---- given: the work ----

def work(message, ledger):
    """Does a job: its line is in the ledger then. It takes a while before and after that."""
    time.sleep(message.millis / 1000)
    if message.delivery <= message.fails:
        raise RuntimeError(f"job {message.job} fails")
    with open(ledger, "a") as file:
        file.write(f"{message.job}\n")
    print(f"job {message.job} is done")
    time.sleep(message.millis / 1000)


# ---- given: the connection to the queue ----

# id: what ACK, NACK and REJECT name; delivery: 1 the first time; job: its number, as text;
# millis: the time that it takes; fails: how many of its deliveries fail
Message = collections.namedtuple("Message", "id delivery redelivered job millis fails")


class Queue:
    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port))
        self.file = self.socket.makefile("rb")

    def send(self, line):
        self.socket.sendall(f"{line}\n".encode())

    def next(self):
        """Waits for the next message and returns it; None if the queue has closed the connection."""
        while line := self.file.readline():
            words = line.decode().split()
            if words and words[0] == "-ERR":
                print("the queue says:", line.decode().strip())
            if words and words[0] == "MSG":  # MSG orders ID DELIVERY first|redelivered LENGTH
                body = self.file.read(int(words[5])).decode().split()
                self.file.readline()  # the line end behind the body
                return Message(int(words[2]), int(words[3]), words[4] == "redelivered", body[0], int(body[1]),
                               int(body[2]))
        return None


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
