"""Prints the packets in the messages of Socket.IO sessions. Run it with: python3 packetdecoder.py FILE"""
import base64
import sys

# The types of Engine.IO, whose digit comes first, and those of Socket.IO, whose digit stands within a "message".
ENGINE = ["open", "close", "ping", "pong", "message", "upgrade", "noop"]
SOCKET = ["connect", "disconnect", "event", "ack", "connect-error", "binary-event", "binary-ack"]


waiting = {}


def message(sender, transport, kind, content):
    if kind == "binary":
        attachment(sender, content)
    elif transport == "polling":
        for text in content.split("\x1e"):
            packet(sender, text)
    else:
        packet(sender, content)


def packet(sender, text):
    if text[0] == "b":
        attachment(sender, base64.b64decode(text[1:]).hex())
        return
    if text[0] != "4":
        show(sender, ENGINE[int(text[0])], data=text[1:] or None)
        return
    kind, rest, count = int(text[1]), text[2:], 0
    if kind >= 5:
        digits, rest = rest.split("-", 1)
        count = int(digits)
    namespace = "/"
    if rest.startswith("/"):
        namespace, _, rest = rest.partition(",")
    end = 0
    while end < len(rest) and rest[end].isdigit():
        end += 1
    number, data = rest[:end] or None, rest[end:] or None
    if count == 0:
        show(sender, SOCKET[kind], namespace, number, None, data)
    else:
        waiting["x"] = (SOCKET[kind], namespace, number, data, count, [])


def attachment(sender, digits):
    kind, namespace, number, data, count, attachments = waiting["x"]
    attachments.append(digits)
    if len(attachments) == count:
        del waiting["x"]
        show(sender, kind, namespace, number, attachments, data)


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
