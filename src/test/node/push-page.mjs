// Opens the page of ws-server in Chromium and chats over HTTP: server-sent events, and then long-polling.
// usage: node push-page.mjs URL [FOLDER FOR SCREENSHOTS]
import assert from 'node:assert/strict';
import {resizeToPhone, withPage} from './browser.mjs';

const [url, folder] = process.argv.slice(2);

await withPage(url, folder, async ({browser, page, holds, screenshot}) => {
  const lines = page.locator('#lines');
  const detail = page.locator('#detail');
  const state = page.locator('#state');
  const row = text => page.locator('#frames button', {hasText: text});
  const type = async text => {
    await page.getByLabel('Message').fill(text);
    await page.getByLabel('Message').press('Enter');
  };
  const speak = async (name, text) => assert.equal((await fetch(`${url}say?nick=${name}`, {method: 'POST', body: text})).status, 200);
  const connect = name => page.getByRole('button', {name, exact: true}).click();
  await holds(lines, '* you are guest-1 in lobby');

  // Server-sent events: one response, in which each line appears when it is said.
  await page.getByLabel('Transport').selectOption('events');
  await holds(lines, '* to speak, POST your lines to');
  await holds(state, 'open');
  await type('/nick ann');
  await holds(lines, '* you are ann now');
  await type('grüße');
  await holds(lines, '[lobby] ann: grüße');
  await holds(row('POST /say'), '204');
  await row('GET /events').click();
  await holds(detail, 'GET /events HTTP/1.1');
  await holds(detail.locator('.pieces'), 'content-type: text/event-stream');
  await speak('bob', 'one');
  await holds(lines, '[lobby] bob: one');
  await holds(detail.locator('.pieces pre'), /id: \S+\s+data: \[lobby\] bob: one/);
  await holds(row('GET /events'), 'not ended');
  assert.equal(await row('GET /events').count(), 1);
  await speak('bob', '<b id="injected">x</b>');
  await holds(lines, '<b id="injected">');
  assert.equal(await page.locator('#injected').count(), 0, 'text from other members stays text');
  await screenshot('events');

  // What is said while it is away follows the last event that it has received.
  await connect('Disconnect');
  await holds(state, 'closed');
  await speak('cid', 'while ann is away');
  await connect('Connect');
  await holds(lines, '[lobby] cid: while ann is away');
  assert.equal(await lines.getByText('bob: one').count(), 1);
  await row('GET /events').last().click();
  await holds(detail, /Last-Event-ID: \S+-\d+/);
  await screenshot('events-resumed');

  // Long-polling: a request for each response. The name is free, since the member has left.
  await page.getByLabel('Transport').selectOption('poll');
  await holds(page.locator('.upgraded'), 'HTTP: long-polling');
  await holds(row('GET /poll'), 'waiting for the response');
  await type('/nick ann');
  await holds(lines.getByText('* you are ann now').nth(1), '');
  await speak('bob', 'two');
  await holds(lines, '[lobby] bob: two');
  await row('GET /poll').filter({hasText: 'you are ann now'}).click();
  await holds(detail, /GET \/poll\?after=\S+ HTTP\/1\.1/);
  await holds(detail.locator('.pieces'), /link: <\/poll\?after=\S+>; rel="next"/);
  await connect('Disconnect');
  await speak('cid', 'away again');
  await connect('Connect');
  await holds(lines, '[lobby] cid: away again');
  await screenshot('poll');

  // A member whose tab is closed leaves at once, over both.
  for (const transport of ['events', 'poll']) {
    const tab = await browser.newPage();
    await tab.goto(url);
    await tab.getByLabel('Transport').selectOption(transport);
    await tab.getByLabel('Message').fill(`/nick eva-${transport}`);
    await holds(tab.locator('#lines'), '* to speak, POST your lines to');
    await tab.getByLabel('Message').press('Enter');
    await holds(lines, `is eva-${transport} now`);
    await tab.close({runBeforeUnload: true});
    await holds(lines, `* eva-${transport} left`);
  }

  // The log stays at its end when a narrower window breaks its lines.
  await speak('bob', 'a long line '.repeat(40));
  await holds(lines, 'a long line');
  await resizeToPhone(page);
  await page.waitForFunction(() => {
    const log = document.getElementById('lines');
    return log.scrollHeight > log.clientHeight && log.scrollHeight - log.scrollTop - log.clientHeight < 2;
  });
  await screenshot('poll-phone');
  await type('/quit');
  await holds(lines, '* goodbye');
  await holds(state, 'closed');

  // And WebSocket again.
  await page.getByLabel('Transport').selectOption('websocket');
  await holds(state, 'open');
  await type('/nick ann');
  await holds(row('* you are ann now'), 'text');
  console.log('done');
});
