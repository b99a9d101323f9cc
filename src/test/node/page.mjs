// Opens the page of ws-server in Chromium, chats with a second member, and looks at the frames it shows.
// usage: node page.mjs URL [FOLDER FOR SCREENSHOTS]
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';

const load = createRequire(process.cwd() + '/.peers/');
const {chromium} = load('playwright-core');
const WebSocket = load('ws');
const [url, folder] = process.argv.slice(2);

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
try {
  const page = await browser.newPage({viewport: {width: 1280, height: 900}, ignoreHTTPSErrors: true});
  page.setDefaultTimeout(10_000);
  const faults = [];
  page.on('pageerror', error => faults.push(String(error)));
  page.on('console', message => message.type() === 'error' && faults.push(message.text()));
  await page.goto(url);
  const lines = page.locator('#lines');
  const row = text => page.locator('#frames button', {hasText: text});
  const holds = (locator, text) => locator.filter({hasText: text}).first().waitFor();
  const screenshot = name => folder && page.screenshot({path: `${folder}/${name}.png`, fullPage: true});

  // The page says who it is, and has shown its own connection from the beginning.
  await holds(lines, '* you are guest-1 in lobby');
  await holds(page.locator('#state'), 'open');
  assert.equal(await page.getByLabel('Your name').inputValue(), 'guest-1');
  await holds(row('handshake'), '');
  await holds(row('* your id is'), '');
  await row('handshake').click();
  await holds(page.locator('#detail'), 'Sec-WebSocket-Accept');
  await screenshot('handshake');

  // A name, a room, and a second member in it, who is no browser.
  await page.getByLabel('Your name').fill('ann');
  await page.getByRole('button', {name: 'Set'}).click();
  await holds(lines, '* you are ann now');
  await page.getByLabel('Your room').fill('java');
  await page.getByRole('button', {name: 'Join'}).click();
  await holds(lines, '* you are in java;');
  const bob = new WebSocket(url.replace('http', 'ws') + 'chat', {rejectUnauthorized: false});
  const heard = [];
  bob.on('message', data => heard.push(String(data)));
  await new Promise((resolve, reject) => bob.on('open', resolve).on('error', reject));
  for (const line of ['/nick bob', '/join java', '<b id="injected">grüße</b>']) {
    bob.send(line);
  }
  await holds(lines, '[java] bob: <b id="injected">grüße</b>');
  assert.equal(await page.locator('#injected').count(), 0, 'what others say stays text');
  const say = page.getByLabel('Say something');
  await say.fill('hello bob');
  await say.press('Enter');
  await holds(lines, '[java] ann: hello bob');
  for (let i = 0; i < 100 && !heard.includes('[java] ann: hello bob'); i++) {
    await page.waitForTimeout(50);
  }
  assert.ok(heard.includes('[java] ann: hello bob'), heard.join('\n'));

  // Its frame, field by field: what a client sends is masked, and here the text can be read.
  await row('hello bob').click();
  const detail = page.locator('#detail');
  await holds(detail, 'A text frame to the server');
  const field = async name => (await detail.locator('tr', {has: page.getByRole('rowheader', {name, exact: true})})
    .locator('td').first().textContent());
  assert.equal(await field('FIN'), '1');
  assert.equal(await field('opcode'), '0x1');
  assert.equal(await field('MASK'), '1');
  assert.match(await field('masking key'), /^([0-9a-f]{2} ){3}[0-9a-f]{2}$/);
  const compressed = await field('RSV1') === '1';
  assert.equal(await field(compressed ? 'inflated' : 'payload as text'), 'hello bob');
  // The key begins in the middle of the first 32 bits, and so goes on in the next.
  const key = (await field('masking key')).split(' ');
  assert.equal(await detail.locator('.bits .cell', {hasText: /^masking key[^,]*$/}).textContent(),
    'masking key' + key.slice(0, 2).join(' '));
  await holds(detail.locator('.bits'), 'masking key, continued' + key.slice(2).join(' '));
  await screenshot('frame');

  // A frame of the server's, which is not masked, and the same text in it although both ends may compress.
  await row('[java] bob: <b').click();
  await holds(detail, 'A text frame from the server');
  assert.equal(await field('MASK'), '0');
  await screenshot('frame-of-the-server');

  // A length that needs 16 bits more.
  await say.fill('x'.repeat(40) + Array.from({length: 100}, (_, i) => i).join(' '));
  await say.press('Enter');
  await row('xxxx').last().click();
  if (!compressed) {
    await holds(detail.locator('.bits'), 'extended payload length');
    await holds(detail, 'The 7 bits say 126');
  }
  await screenshot('long-frame');

  // Closing: both close frames, and then the end.
  await page.getByRole('button', {name: 'Disconnect'}).click();
  await holds(page.locator('#state'), 'closed with 1000');
  await holds(row('closed'), 'code 1000, enough for today');
  assert.equal(await row('close').filter({hasText: 'code 1000'}).count(), 3);
  await row('close').filter({hasText: 'enough'}).first().click();
  assert.match(await field('close status'), /^code 1000 enough for today$/);
  await screenshot('closed');
  await page.getByRole('button', {name: 'Connect'}).click();
  await holds(page.locator('#state'), 'open');

  // On a phone nothing is wider than the screen, in the dark as in the light.
  await page.emulateMedia({colorScheme: 'dark'});
  await page.setViewportSize({width: 375, height: 812});
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page fits a phone');
  await row('handshake').last().click();
  await screenshot('phone');
  await row('hello bob').click();
  const widths = await detail.locator('td:nth-child(3)').evaluateAll(cells => cells.map(cell => cell.clientWidth));
  assert.ok(widths.length > 5 && Math.min(...widths) > 200, 'what the fields mean can be read: ' + widths);
  await screenshot('phone-frame');
  bob.close();
  assert.deepEqual(faults, []);
  console.log(compressed ? 'done, compressed' : 'done, not compressed');
} finally {
  await browser.close();
}
