// Opens the page of 'netkit dissect --html' in Chromium, as a file, at the widths of a laptop and a phone, and chooses each
// packet. usage: node packets.mjs FILE [FOLDER FOR SCREENSHOTS]
import assert from 'node:assert/strict';
import {pathToFileURL} from 'node:url';
import {withBrowser} from './browser.mjs';

const [file, folder] = process.argv.slice(2);
const faults = [];

await withBrowser(async browser => {
  for (const width of [1280, 375]) {
    const page = await browser.newPage({viewport: {width, height: 900}});
    page.setDefaultTimeout(20_000);
    page.on('pageerror', error => faults.push(String(error)));
    page.on('console', message => faults.push(message.text()));
    await page.goto(pathToFileURL(file).href);
    assert.deepEqual(faults, []);
    const packets = page.getByRole('button', {name: /^Show packet/});
    const count = await packets.count();
    for (let i = 0; i < count; i++) {
      await packets.nth(i).click();
      const number = await packets.nth(i).innerText();
      await page.getByRole('heading', {name: `Packet ${number} `}).waitFor();
    }
    assert.equal(await page.locator('svg.stream').count() > 0, true, 'the bytes over time are drawn');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `nothing is wider than ${width}`);
    if (folder) {
      await page.screenshot({path: `${folder}/packets-${width}.png`, fullPage: true});
    }
    assert.deepEqual(faults, []);
    console.log(`${count} packets at ${width}`);
  }
});
console.log('done');
