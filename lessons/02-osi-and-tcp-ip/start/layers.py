"""Prints which bytes of each packet belong to which layer. Run it with: python3 layers.py FILE"""
import struct
import sys


def layers(link_type, data):
    """Returns for example " ethernet 0-13 ip 14-33 tcp 34-53 payload 54-58"."""
    # TODO 1: the Ethernet header is 14 bytes, 0-13; the last two of them say what follows
    # TODO 2: the IP header: how long is it, and how long is the whole IP packet?
    # TODO 3: the TCP header: how long is it? What is left of the IP packet is the payload
    return " ethernet 0-13"


# What follows is complete: it reads the packets of a pcapng file. You need not change it.

def packets(path):
    """Yields the link type and the bytes of each packet: 1 is Ethernet, 101 is raw IP."""
    with open(path, "rb") as stream:
        file = stream.read()
    at = 0
    while at < len(file):  # a block: type, length, ...
        if file[at:at + 4] == b"\x0a\x0d\x0d\x0a":  # a section begins, and says its byte order
            order = ">" if file[at + 8:at + 12] == b"\x1a\x2b\x3c\x4d" else "<"
            link_types = []
        kind, length = struct.unpack_from(order + "II", file, at)
        if kind == 1:  # an interface
            link_types += struct.unpack_from(order + "H", file, at + 8)
        elif kind == 6:  # a packet
            interface, high, low, captured = struct.unpack_from(order + "IIII", file, at + 8)
            yield link_types[interface], file[at + 28:at + 28 + captured]
        at += length


for number, (link_type, data) in enumerate(packets(sys.argv[1]), start=1):
    print(f"packet {number}:" + layers(link_type, data))
