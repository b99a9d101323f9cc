// Opens the page of sio-server in Chromium, twice: one with our readable client, and one with the socket.io-client of
// npm, as a browser loads it. They chat, over a transport that is forced or upgraded.
// usage: node sio-page.mjs URL polling|websocket|polling,websocket [FOLDER FOR SCREENSHOTS]
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

const load = createRequire(process.cwd() + '/.peers/');
const {chromium} = load('playwright-core');
const [url, transports, folder] = process.argv.slice(2);
const bundle = readFileSync('.peers/node_modules/socket.io-client/dist/socket.io.min.js', 'utf8');

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
try {
  const page = await browser.newPage({viewport: {width: 1280, height: 900}, ignoreHTTPSErrors: true});
  page.setDefaultTimeout(15_000);
  const faults = [];
  page.on('pageerror', error => faults.push(String(error)));
  page.on('console', message => message.type() === 'error' && faults.push(message.text()));
  await page.goto(url);
  const lines = page.locator('#lines');
  const row = text => page.locator('#packets button', {hasText: text});
  const holds = (locator, text) => locator.filter({hasText: text}).first().waitFor();
  const screenshot = name => folder && page.screenshot({path: `${folder}/${name}.png`, fullPage: true});

  // It has begun over HTTP and moved; then what carries it is forced.
  await holds(page.locator('#state'), 'connected over a WebSocket');
  await holds(page.locator('.moved'), 'travel in a WebSocket');
  await holds(row('2probe'), 'WebSocket');
  await screenshot('moved');
  await page.getByRole('button', {name: 'Clear'}).click();
  await page.getByLabel('What may carry it').selectOption(transports);
  await holds(page.locator('#state'), transports === 'polling' ? 'connected over HTTP' : 'connected over a WebSocket');
  await holds(lines, /you are guest-\d+ in lobby/);
  await holds(row('"sid"'), 'GET|POST|WebSocket'.split('|')[transports === 'websocket' ? 2 : 0]);

  // A name and a room; another browser, with the client of npm, comes in as well.
  await page.getByLabel('Your name').fill('ann');
  await page.getByRole('button', {name: 'Set'}).click();
  await holds(lines, '* you are ann now');
  await page.getByLabel('Join a room').fill('java');
  await page.getByRole('button', {name: 'Join', exact: true}).click();
  await holds(lines, '* you are in java');
  await holds(page.locator('#rooms button'), '✓ java (1)');
  const other = await browser.newPage({ignoreHTTPSErrors: true});
  other.setDefaultTimeout(15_000);
  await other.goto(new URL('socketio.js', url).href); // a page of the server's that does nothing by itself
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
  assert.equal(await page.locator('#injected').count(), 0, 'what others say stays text');
  await page.getByLabel('Say something').fill('hello bob');
  await page.getByLabel('Say something').press('Enter');
  await holds(lines, '[java] ann: hello bob');
  await other.waitForFunction(() => window.heard.some(line => line.startsWith('["chat message","hello bob"')));
  if (transports === 'polling,websocket') {
    await other.waitForFunction(() => window.socket.io.engine.transport.name === 'websocket');
  }

  // Its packets, layer by layer.
  await row('["chat message","hello bob","java"]').first().click();
  const detail = page.locator('#detail');
  await holds(detail, transports === 'polling' ? 'body of a POST' : 'WebSocket frame');
  await holds(detail.locator('.layer.engine'), 'Engine.IO message');
  await holds(detail.locator('.layer.socket'), 'Socket.IO EVENT');
  await holds(detail.locator('.layer.event'), 'chat message');
  assert.match((await detail.locator('.wire').textContent()), /^4message2EVENT\d+ack id\["chat message"/);
  await screenshot('event');
  if (transports === 'polling') {
    const carriers = await page.locator('#packets button > span:nth-child(3)').allTextContents();
    assert.ok(!carriers.slice(carriers.findIndex(carrier => carrier.endsWith('GET'))).join().includes('WebSocket'),
      'nothing goes round HTTP');
  }

  // Rooms are left, and refusals are shown.
  await page.getByRole('button', {name: 'Leave java'}).click();
  await holds(lines, '* you left java');
  await holds(page.locator('#rooms button'), /^java \(1\)/);
  await page.getByLabel('Join a room').fill('not a room');
  await page.getByRole('button', {name: 'Join', exact: true}).click();
  await holds(lines, "! 'not a room' cannot be a room");

  await page.getByRole('button', {name: 'Disconnect', exact: true}).click();
  await holds(page.locator('#state'), 'closed by us');
  await page.getByRole('button', {name: 'Connect', exact: true}).click();
  await holds(page.locator('#state'), 'connected');

  // On a phone nothing is wider than the screen, in the dark as in the light.
  await page.emulateMedia({colorScheme: 'dark'});
  await page.setViewportSize({width: 375, height: 800});
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page fits a phone');
  await row('"sid"').first().click();
  await screenshot('phone');
  assert.deepEqual(faults, []);
  console.log('done');
} finally {
  await browser.close();
}
