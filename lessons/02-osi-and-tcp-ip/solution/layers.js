// Prints which bytes of each packet belong to which layer. Run it with: node layers.js FILE
const fs = require("node:fs");

// Returns for example " ethernet 0-13 ip 14-33 tcp 34-53 payload 54-58".
function layers(linkType, data) {
  const range = (layer, from, to) => (from < to ? ` ${layer} ${from}-${to - 1}` : "");
  let at = 0;
  let text = "";
  if (linkType === 1) {
    at = 14;
    let type = data.readUInt16BE(12);
    while (type === 0x8100) {
      type = data.readUInt16BE(at + 2);
      at += 4;
    }
    text = range("ethernet", 0, at);
    if (type !== 0x0800 && type !== 0x86dd) return text;
  }
  const from = at;
  let end;
  let protocol;
  if (data[at] >> 4 === 4) {
    protocol = data[at + 9];
    end = from + data.readUInt16BE(at + 2);
    at += 4 * (data[at] & 15);
  } else {
    protocol = data[at + 6];
    end = from + 40 + data.readUInt16BE(at + 4);
    at += 40;
    while ([0, 43, 60].includes(protocol)) {
      protocol = data[at];
      at += 8 + 8 * data[at + 1];
    }
  }
  text += range("ip", from, at);
  if (protocol !== 6) return text;
  const payload = at + 4 * (data[at + 12] >> 4);
  return text + range("tcp", at, payload) + range("payload", payload, Math.min(end, data.length));
}

function packets(path) {
  const file = fs.readFileSync(path);
  const found = [];
  let linkTypes = [];
  let little = true;
  const u32 = (at) => (little ? file.readUInt32LE(at) : file.readUInt32BE(at));
  const u16 = (at) => (little ? file.readUInt16LE(at) : file.readUInt16BE(at));
  if (file.readUInt32BE(0) !== 0x0a0d0d0a) { // a classic pcap file
    little = file.readUInt32BE(0) !== 0xa1b2c3d4;
    for (let at = 24; at < file.length; at += 16 + u32(at + 8)) {
      found.push({ linkType: u32(20), data: file.subarray(at + 16, at + 16 + u32(at + 8)) });
    }
    return found;
  }
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
