// The chat without WebSocket: in a response that has no end (server-sent events), or in one response after another (long-polling).
import {Exchange} from './exchange.js';

const MEANINGS = {
  'GET /events': 'Server-sent events: the response has no end, and each line of the chat is an event in it (WHATWG HTML §9.2). '
    + 'A request with Last-Event-ID gets the events after that one.',
  'GET /poll': 'Long-polling: the response comes when there is a line, and then it ends. Its header Link says where to ask for the '
    + 'lines after these (RFC 8288).',
  'POST /say': 'A response goes one way only: each line that this page sends takes a request of its own.',
};

/** Thrown when there is nothing more to ask for. */
class Ended extends Error {}

/** What both have in common: a loop that asks, and lines sent in order. */
class HttpChat {
  /**
   * page: its functions exchanged(exchange), received(line), opened(), lost(why, retry) and closed(why) are called as it happens;
   * retry is the time in milliseconds after which the chat asks again.
   */
  constructor(page) {
    this.page = page;
    this.retry = 2000; // the server may set another
    this.speaking = null; // where to send lines
    this.sent = Promise.resolve();
    this.abort = null; // null while closed
  }

  get isOpen() {
    return this.abort !== null;
  }

  /** Asks for lines until it is closed: for those after the last that it has received. */
  async open() {
    const {signal} = this.abort = new AbortController();
    while (!signal.aborted) {
      try {
        await this.receive(signal);
      } catch (error) {
        if (error instanceof Ended) {
          this.abort = null;
          this.page.closed(error.message);
          return;
        }
        if (!signal.aborted) {
          this.page.lost(error.message, this.retry);
          await new Promise(resolve => setTimeout(resolve, this.retry));
        }
      }
    }
  }

  /** Ends the waiting request. The server keeps the member, and its lines, for a limited time. */
  close() {
    this.abort?.abort();
    this.abort = null;
  }

  /** Leaves the chat. */
  async leave() {
    this.close();
    if (this.speaking !== null) {
      this.send('/quit');
      await this.sent;
    }
  }

  /** Leaves the chat when its page goes away: such a page may still send a beacon, and nothing else (W3C Beacon §1). */
  abandon() {
    if (this.speaking !== null) {
      navigator.sendBeacon(this.speaking, '/quit');
    }
    this.close();
  }

  /** Sends a line after those before it; returns whether there is a session to send it in. */
  send(line) {
    if (this.speaking === null) {
      return false;
    }
    this.sent = this.sent.then(async () => {
      try {
        const exchange = this.exchange('POST', this.speaking);
        const response = await exchange.send(null, {}, line);
        let refusal = '';
        await exchange.read(response, text => {
          refusal += text;
        });
        if (!response.ok) {
          this.page.received(`! not sent: ${response.status} ${refusal.trim()}`);
        }
      } catch (error) {
        this.page.received(`! not sent: ${error.message}`);
      }
    });
    return true;
  }

  exchange(method, target) {
    return new Exchange(method, target, MEANINGS[`${method} ${target.replace(/\?.*/, '')}`], this.page.exchanged);
  }

  /** Asks for lines, and passes on the text of the response as it arrives; returns the response when it has ended. */
  async ask(signal, target, fields, onText) {
    const exchange = this.exchange('GET', target);
    const response = await exchange.send(signal, fields);
    if (response.status !== 200 && response.status !== 204) {
      let refusal = '';
      await exchange.read(response, text => {
        refusal += text;
      });
      throw new Ended(`refused with ${response.status}: ${refusal.trim()}`);
    }
    this.page.opened();
    await exchange.read(response, onText);
    return response;
  }

  line(line) {
    this.speaking = /^\* to speak, POST your lines to (\S+)$/.exec(line)?.[1] ?? this.speaking;
    this.page.received(line);
  }
}

/** Each line of the chat is an event of one response. */
export class EventChat extends HttpChat {
  lastEventId = '';

  async receive(signal) {
    const parser = new EventStreamParser(this.lastEventId);
    const response = await this.ask(signal, '/events', this.lastEventId ? {'Last-Event-ID': this.lastEventId} : {}, text => {
      for (const {data, id} of parser.feed(text)) {
        this.lastEventId = id;
        this.line(data);
      }
      this.retry = parser.retry ?? this.retry;
    });
    if (response.status === 204) { // WHATWG HTML §9.2.3: do not reconnect
      this.lastEventId = '';
      throw new Ended('closed: the server responds with 204, there are no more events');
    }
    throw new Error('the response has ended');
  }
}

/** The lines of the chat since the last response are the next one. */
export class PollChat extends HttpChat {
  next = '/poll';

  async receive(signal) {
    let lines = '';
    const response = await this.ask(signal, this.next, {}, text => {
      lines += text;
    });
    lines.split('\n').filter(line => line !== '').forEach(line => this.line(line));
    const next = /<([^>]*)>; rel="next"/.exec(response.headers.get('Link'));
    this.next = next?.[1] ?? '/poll';
    if (!next) {
      throw new Ended('closed: the response names no next one');
    }
  }
}

/** Splits the text of an event stream, in pieces of any size, into events (WHATWG HTML §9.2.6). */
export class EventStreamParser {
  retry = null;
  rest = '';
  data = [];

  constructor(lastEventId) {
    this.id = lastEventId;
  }

  /** Returns the events that this piece completes. */
  feed(text) {
    const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/); // a CR at the end may be half of a CRLF
    this.rest = lines.pop();
    return lines.flatMap(line => this.line(line));
  }

  line(line) {
    if (line === '') {
      const event = {data: this.data.join('\n'), id: this.id};
      const isEmpty = this.data.length === 0;
      this.data = [];
      return isEmpty ? [] : [event];
    }
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line); // a comment has an empty field
    if (field === 'data') {
      this.data.push(value);
    } else if (field === 'id' && !value.includes('\0')) {
      this.id = value;
    } else if (field === 'retry' && /^\d+$/.test(value)) {
      this.retry = Number(value);
    }
    return [];
  }
}
