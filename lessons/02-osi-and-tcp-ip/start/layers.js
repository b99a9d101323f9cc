// Prints which bytes of each packet belong to which layer. Run it with: node layers.js FILE
const fs = require("node:fs");

// Returns for example " ethernet 0-13 ip 14-33 tcp 34-53 payload 54-58".
function layers(linkType, data) {
  // TODO 1: the Ethernet header is 14 bytes, 0-13; the last two of them say what follows
  // TODO 2: the IP header: how long is it, and how long is the whole IP packet?
  // TODO 3: the TCP header: how long is it? What is left of the IP packet is the payload
  return " ethernet 0-13";
}

// What follows is complete: it reads the packets of a pcapng file. You need not change it.

function packets(path) {
  const file = fs.readFileSync(path);
  const found = [];
  let linkTypes = [];
  let little = true;
  const u32 = (at) => (little ? file.readUInt32LE(at) : file.readUInt32BE(at));
  const u16 = (at) => (little ? file.readUInt16LE(at) : file.readUInt16BE(at));
  for (let at = 0; at < file.length; at += u32(at + 4)) { // a block: type, length, ...
    if (file.readUInt32BE(at) === 0x0a0d0d0a) { // a section begins, and says its byte order
      little = file.readUInt32BE(at + 8) !== 0x1a2b3c4d;
      linkTypes = [];
    } else if (u32(at) === 1) { // an interface: 1 is Ethernet, 101 is raw IP
      linkTypes.push(u16(at + 8));
    } else if (u32(at) === 6) { // a packet
      const captured = u32(at + 20);
      found.push({ linkType: linkTypes[u32(at + 8)], data: file.subarray(at + 28, at + 28 + captured) });
    }
  }
  return found;
}

packets(process.argv[2]).forEach(({ linkType, data }, i) => {
  console.log(`packet ${i + 1}:` + layers(linkType, data));
});
