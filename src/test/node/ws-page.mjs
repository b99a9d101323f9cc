// Opens the page of ws-server in Chromium, chats with a second member, and reads the frames it shows.
// usage: node ws-page.mjs URL [FOLDER FOR SCREENSHOTS]
import assert from 'node:assert/strict';
import {load, resizeToPhone, withPage} from './browser.mjs';

const WebSocket = load('ws');
const [url, folder] = process.argv.slice(2);

await withPage(url, folder, async ({page, holds, screenshot}) => {
  const lines = page.locator('#lines');
  const row = text => page.locator('#frames button', {hasText: text});

  // The page shows the member's name, and the frames of its connection from the beginning.
  await holds(lines, '* you are guest-1 in lobby');
  await holds(page.locator('#state'), 'open');
  assert.equal(await page.getByLabel('Your name').inputValue(), 'guest-1');
  await holds(row('handshake'), '');
  await holds(row('* your id is'), '');
  await row('handshake').click();
  await holds(page.locator('#detail'), 'Sec-WebSocket-Accept');
  await screenshot('handshake');

  // Without compression, the bytes of a message are its text.
  await page.getByLabel('Message').fill('Hi');
  await page.getByLabel('Message').press('Enter');
  await page.locator('#frames button.up', {hasText: /Hi$/}).click();
  await holds(page.locator('#detail'), '48 69');

  // With it, a new connection is negotiated; the server decides in the end.
  await page.getByLabel('Compress').check();
  await holds(page.locator('#frames button:nth-child(n+5)', {hasText: 'handshake'}), '');
  await holds(page.locator('#state'), 'open');
  await page.getByRole('button', {name: 'Clear'}).click();

  // A name, a room, and a second member of it: node's ws.
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
  assert.equal(await page.locator('#injected').count(), 0, 'text from other members stays text');
  const say = page.getByLabel('Message');
  await say.fill('hello bob');
  await say.press('Enter');
  await holds(lines, '[java] ann: hello bob');
  for (let i = 0; i < 100 && !heard.includes('[java] ann: hello bob'); i++) {
    await page.waitForTimeout(50);
  }
  assert.ok(heard.includes('[java] ann: hello bob'), heard.join('\n'));

  // Its frame, field by field: a client's frame is masked, and the page shows the unmasked text.
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
  // The masking key starts in the middle of the first 32 bits and continues in the next.
  const key = (await field('masking key')).split(' ');
  assert.equal(await detail.locator('.bits .cell', {hasText: /^masking key[^,]*$/}).textContent(),
    'masking key' + key.slice(0, 2).join(' '));
  await holds(detail.locator('.bits'), 'masking key, continued' + key.slice(2).join(' '));
  await screenshot('frame');

  // A frame from the server is not masked; its text is readable whether or not it is compressed.
  await row('[java] bob: <b').click();
  await holds(detail, 'A text frame from the server');
  assert.equal(await field('MASK'), '0');
  await screenshot('frame-of-the-server');

  // A length of 16 bits.
  await say.fill('x'.repeat(40) + Array.from({length: 100}, (_, i) => i).join(' '));
  await say.press('Enter');
  await row('xxxx').last().click();
  if (!compressed) {
    await holds(detail.locator('.bits'), 'extended payload length');
    await holds(detail, 'The 7 bits say 126');
  }
  await screenshot('long-frame');

  // The closing handshake: both close frames, and then the end.
  await page.getByRole('button', {name: 'Disconnect'}).click();
  await holds(page.locator('#state'), 'closed with 1000');
  await holds(row('closed'), 'code 1000, disconnected by the user');
  assert.equal(await row('close').filter({hasText: 'code 1000'}).count(), 3);
  await row('close').filter({hasText: 'by the user'}).first().click();
  assert.match(await field('close status'), /^code 1000 disconnected by the user$/);
  await screenshot('closed');
  await page.getByRole('button', {name: 'Connect', exact: true}).click();
  await holds(page.locator('#state'), 'open');

  await resizeToPhone(page);
  await row('handshake').last().click();
  await screenshot('phone');
  await row('hello bob').click();
  const widths = await detail.locator('td:nth-child(3)').evaluateAll(cells => cells.map(cell => cell.clientWidth));
  assert.ok(widths.length > 5 && Math.min(...widths) > 200, 'the explanations are wide enough to read: ' + widths);
  await screenshot('phone-frame');
  bob.close();
  console.log(compressed ? 'done, compressed' : 'done, not compressed');
});
