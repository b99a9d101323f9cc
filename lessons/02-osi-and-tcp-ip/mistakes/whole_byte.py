"""Prints which bytes of each packet belong to which layer. Run it with: python3 whole_byte.py FILE"""
import struct
import sys


def layers(link_type, data):
    """Returns for example " ethernet 0-13 ip 14-33 tcp 34-53 payload 54-58"."""
    at = 0
    text = ""
    if link_type == 1:
        at = 14
        kind = u16(data, 12)
        while kind == 0x8100:  # a VLAN tag
            kind = u16(data, at + 2)
            at += 4
        text = ranged("ethernet", 0, at)
        if kind not in (0x0800, 0x86dd):
            return text
    start = at
    if data[at] >> 4 == 4:
        protocol = data[at + 9]
        end = start + u16(data, at + 2)
        at += 4 * data[at]
    else:
        protocol = data[at + 6]
        end = start + 40 + u16(data, at + 4)
        at += 40
        while protocol in (0, 43, 60):  # an extension header
            protocol = data[at]
            at += 8 + 8 * data[at + 1]
    text += ranged("ip", start, at)
    if protocol != 6:
        return text
    if at + 12 >= len(data):
        return text
    payload = at + 4 * (data[at + 12] >> 4)
    return text + ranged("tcp", at, payload) + ranged("payload", payload, min(end, len(data)))


def u16(data, at):
    return data[at] << 8 | data[at + 1]


def ranged(layer, start, end):
    """Returns nothing if the layer has no bytes."""
    return f" {layer} {start}-{end - 1}" if start < end else ""


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
