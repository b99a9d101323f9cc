// Compressed messages (permessage-deflate, RFC 7692), inflated with the browser's DecompressionStream.

/** One direction of a connection; a message may refer to those before it. */
class Inflater {
  constructor() {
    const stream = new DecompressionStream('deflate-raw');
    this.writer = stream.writable.getWriter();
    this.parts = [];
    this.pump(stream.readable.getReader());
  }

  async pump(reader) {
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        this.parts.push(next.value);
      }
    } catch {
      // not a DEFLATE stream: inflate() fails as well
    }
  }

  async inflate(bytes) {
    this.parts = [];
    await this.writer.write(Uint8Array.from([...bytes, 0, 0, 0xff, 0xff])); // RFC 7692 §7.2.2
    await new Promise(resolve => setTimeout(resolve));
    return new Uint8Array(await new Blob(this.parts).arrayBuffer());
  }
}

/** Both directions of a connection. */
export class InflaterPair {
  /** extensions: the server's Sec-WebSocket-Extensions header. */
  constructor(extensions) {
    this.extensions = extensions;
    this.inflaters = {received: null, sent: null}; // 'lost' after a message that is not known completely
  }

  /** Returns the inflated payload of a frame; undefined where it cannot be known. */
  async inflate({direction, fin, bytes, payloadLength}) {
    const sender = direction === 'sent' ? 'server' : 'client';
    if (this.inflaters[direction] === null || this.extensions.includes(sender + '_no_context_takeover')) {
      this.inflaters[direction] = 'DecompressionStream' in window ? new Inflater() : 'lost';
    }
    if (!fin || bytes.length < payloadLength) {
      this.inflaters[direction] = 'lost'; // later messages may refer to the missing part
    }
    if (this.inflaters[direction] !== 'lost') {
      try {
        return await this.inflaters[direction].inflate(bytes);
      } catch {
        this.inflaters[direction] = 'lost';
      }
    }
    return undefined;
  }
}
