// Opens the page of sio-server in Chromium, twice: once with its own readable client, and once with npm's socket.io-client
// as a browser loads it. The two chat, over a forced transport or with an upgrade.
// usage: node sio-page.mjs URL polling|websocket|polling,websocket [FOLDER FOR SCREENSHOTS]
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {resizeToPhone, withPage} from './browser.mjs';

const [url, transports, folder] = process.argv.slice(2);
const bundle = readFileSync('.peers/node_modules/socket.io-client/dist/socket.io.min.js', 'utf8');

await withPage(url, folder, async ({browser, page, holds, screenshot}) => {
  const lines = page.locator('#lines');
  const row = text => page.locator('#packets button', {hasText: text});

  // The session starts over HTTP and is upgraded; then the transport is forced.
  await holds(page.locator('#state'), 'connected over a WebSocket');
  await holds(page.locator('.upgraded'), 'travel in a WebSocket');
  await holds(row('2probe'), 'WebSocket');
  await screenshot('upgraded');
  await page.getByRole('button', {name: 'Clear'}).click();
  await page.getByLabel('Transport').selectOption(transports);
  await holds(page.locator('#state'), transports === 'polling' ? 'connected over HTTP' : 'connected over a WebSocket');
  await holds(lines, /you are guest-\d+ in lobby/);
  await holds(row('"sid"'), 'GET|POST|WebSocket'.split('|')[transports === 'websocket' ? 2 : 0]);

  // A name and a room; a second browser with npm's client joins.
  await page.getByLabel('Your name').fill('ann');
  await page.getByRole('button', {name: 'Set'}).click();
  await holds(lines, '* you are now ann');
  await page.getByLabel('Join a room').fill('java');
  await page.getByRole('button', {name: 'Join', exact: true}).click();
  await holds(lines, '* you are in java');
  await holds(page.locator('#rooms button'), '✓ java (1)');
  const other = await browser.newPage({ignoreHTTPSErrors: true, bypassCSP: true}); // for the added script
  other.setDefaultTimeout(15_000);
  await other.goto(new URL('socketio.js', url).href); // the server's origin, without a script that runs
  await other.addScriptTag({content: bundle});
  const bob = await other.evaluate(async names => {
    const socket = window.socket = io({transports: names.split(',')});
    window.heard = [];
    socket.onAny((...values) => window.heard.push(JSON.stringify(values)));
    await new Promise((resolve, reject) => socket.on('welcome', resolve).on('connect_error', reject));
    const named = await socket.emitWithAck('nick', 'bob');
    const joined = await socket.emitWithAck('join', 'java');
    const refused = await socket.emitWithAck('nick', 'ann');
    return {named, joined, refused};
  }, transports);
  assert.equal(bob.named.nick, 'bob');
  assert.equal(bob.joined.room, 'java');
  assert.match(bob.refused.error, /taken/);
  await holds(lines, '* bob joined java');
  await holds(page.locator('#rooms button'), '✓ java (2)');
  await other.evaluate(() => window.socket.emit('chat message', '<b id="injected">grüße 🚀</b>'));
  await holds(lines, '[java] bob: <b id="injected">grüße 🚀</b>');
  assert.equal(await page.locator('#injected').count(), 0, 'text from other members stays text');
  await page.getByLabel('Message').fill('hello bob');
  await page.getByLabel('Message').press('Enter');
  await holds(lines, '[java] ann: hello bob');
  await other.waitForFunction(() => window.heard.some(line => line.startsWith('["chat message","hello bob"')));
  if (transports === 'polling,websocket') {
    await other.waitForFunction(() => window.socket.io.engine.transport.name === 'websocket');
  }

  // The packets of the event, layer by layer.
  await row('["chat message","hello bob","java"]').first().click();
  const detail = page.locator('#detail');
  await holds(detail, transports === 'polling' ? 'body of a POST' : 'WebSocket message');
  await holds(detail.locator('.layer.engine'), 'Engine.IO message');
  await holds(detail.locator('.layer.socket'), 'Socket.IO EVENT');
  await holds(detail.locator('.layer.event'), 'chat message');
  assert.match((await detail.locator('.wire').textContent()), /^4message2EVENT\d+ack id\["chat message"/);
  await screenshot('event');
  if (transports === 'polling') {
    const carriers = await page.locator('#packets button > span:nth-child(3)').allTextContents();
    assert.ok(!carriers.slice(carriers.findIndex(carrier => carrier.endsWith('GET'))).join().includes('WebSocket'),
      'every packet travels over HTTP');
  }

  // Leaving a room, and a refused request.
  await page.getByRole('button', {name: 'Leave java'}).click();
  await holds(lines, '* you left java');
  await holds(page.locator('#rooms button'), /^java \(1\)/);
  await page.getByLabel('Join a room').fill('not a room');
  await page.getByRole('button', {name: 'Join', exact: true}).click();
  await holds(lines, "! 'not a room' cannot be a room");

  await page.getByRole('button', {name: 'Disconnect', exact: true}).click();
  await holds(page.locator('#state'), 'closed by the client');
  await page.getByRole('button', {name: 'Connect', exact: true}).click();
  await holds(page.locator('#state'), 'connected');

  // Commands; and the name and the room stay when the transport changes.
  const type = async line => {
    await page.getByLabel('Message').fill(line);
    await page.getByLabel('Message').press('Enter');
  };
  await type('/help');
  await holds(lines, '* /join ROOM: joins a room and talks there');
  await type('/nothing');
  await holds(lines, '! there is no command /nothing');
  await type('/join go');
  await holds(page.locator('#say-where'), 'Message to go');
  const change = transports === 'polling' ? 'websocket' : 'polling';
  await page.getByLabel('Transport').selectOption(change);
  await holds(page.locator('#state'), change === 'polling' ? 'connected over HTTP' : 'connected over a WebSocket');
  await holds(page.locator('#rooms button[aria-pressed=true]'), '✓ go (1)');
  await page.waitForFunction(() => document.getElementById('name').value === 'ann');
  await type('//still here');
  await holds(lines, '[go] ann: /still here');

  await resizeToPhone(page);
  await row('"sid"').first().click();
  await screenshot('phone');
  console.log('done');
});
