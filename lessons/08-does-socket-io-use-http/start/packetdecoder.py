"""Prints the packets in the messages of Socket.IO sessions. Run it with: python3 packetdecoder.py FILE"""
import sys

# The types of Engine.IO, whose digit comes first, and those of Socket.IO, whose digit stands within a "message".
ENGINE = ["open", "close", "ping", "pong", "message", "upgrade", "noop"]
SOCKET = ["connect", "disconnect", "event", "ack", "connect-error", "binary-event", "binary-ack"]


def message(sender, transport, kind, content):
    """Called for each line of the file.

    sender: session and sender, such as "ann client"; transport: "polling" or "websocket";
    kind: "text", or "binary" if the content is hexadecimal digits
    """
    # TODO 2: over polling, the content may be several packets, with the character "\x1e" between them
    # TODO 4 (further): kind "binary" is an attachment of a packet that came before
    packet(sender, content)


def packet(sender, text):
    # TODO 1: the first digit is the type of Engine.IO; data is what follows, if anything does
    # TODO 3: within a "message", the next digit is the type of Socket.IO; then come namespace, id and data
    show(sender, ENGINE[2])


# What follows is complete: it reads the file and prints the lines. You need not change it.

def show(sender, kind, namespace=None, number=None, attachments=None, data=None):
    """Prints one packet. What it does not have is None."""
    print(sender, kind, *([] if namespace is None else ["namespace=" + namespace]),
          *([] if number is None else ["id=" + number]),
          *([] if attachments is None else ["attachments=" + ",".join(attachments)]),
          *([] if data is None else ["data=" + data]))


with open(sys.argv[1], encoding="utf-8") as file:
    for line in file:
        session, end, transport, kind, content = line.rstrip("\n").split(" ", 4)
        message(session + " " + end, transport, kind, content)
