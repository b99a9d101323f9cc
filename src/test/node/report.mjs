// Opens a report of compare in Chromium, as a file: with and without its script, at the widths of a laptop and a phone,
// and on paper. Prints for each cell its id and the number of marks of each kind.
// usage: node report.mjs FILE [FOLDER FOR SCREENSHOTS]
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {pathToFileURL} from 'node:url';
import {withBrowser} from './browser.mjs';

const [file, folder] = process.argv.slice(2);
const url = pathToFileURL(file).href;
const faults = [];

/** Opens the report; any console message, and any request beyond the file itself, is a fault. */
async function open(browser, options) {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(20_000);
  page.on('pageerror', error => faults.push(String(error)));
  page.on('console', message => faults.push(message.text()));
  page.on('request', request => request.url() !== url && !request.url().startsWith('data:')
    && faults.push('the page requested ' + request.url()));
  await page.goto(url);
  return page;
}

/** Fails if the page is wider than the screen. */
async function fits(page, width) {
  await page.setViewportSize({width, height: 900});
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.equal(wide, width, `nothing is wider than ${width}`);
}

await withBrowser(async browser => {
  const page = await open(browser, {viewport: {width: 1280, height: 900}});
  const screenshot = name => folder && page.screenshot({path: `${folder}/${name}.png`});

  // All cells are closed at first; a link in the matrix opens its cell.
  const bodies = page.locator('.cell .body');
  assert.ok(await bodies.count() > 1);
  assert.equal(await page.locator('.cell .body:visible').count(), 0);
  assert.equal(await page.locator('.distribution svg.chart').count(), await page.locator('.scenario').count());
  await screenshot('closed');
  const link = page.locator('.matrix td a').last();
  await link.click();
  const opened = page.locator((await link.getAttribute('href')));
  await opened.locator('.body').waitFor();
  assert.equal(await page.locator('.cell .body:visible').count(), 1);
  await opened.locator('summary').press('Enter');
  assert.equal(await page.locator('.cell .body:visible').count(), 0);
  await link.click();
  await opened.locator('.body').waitFor();

  // The history of the message under the pointer is shown, in the rows of marks and in the chart of latencies.
  const marks = opened.locator('svg.marks');
  await marks.scrollIntoViewIfNeeded();
  const box = await marks.boundingBox();
  await page.mouse.move(box.x + box.width * 60 / 760, box.y + box.width * 9 / 760);
  await page.locator('#tooltip', {hasText: /^message \d+: offered at /}).waitFor();
  const times = opened.locator('svg.latency');
  await times.scrollIntoViewIfNeeded();
  const area = await times.boundingBox();
  await page.mouse.move(area.x + area.width / 2, area.y + area.height / 2);
  await page.locator('#tooltip', {hasText: /^message \d+: offered at /}).waitFor();

  // One ladder is visible at a time, for the selected moment.
  const moments = await opened.locator('fieldset label').count();
  const ladders = new Set();
  for (let i = 0; i < moments; i++) {
    await opened.locator('fieldset label').nth(i).click();
    assert.equal(await opened.locator('svg.ladder:visible').count(), 1);
    ladders.add(await opened.locator('svg.ladder title').first().textContent());
  }
  assert.equal(ladders.size, moments);

  await page.getByRole('button', {name: 'Open all cells'}).click();
  assert.equal(await page.locator('.cell .body:visible').count(), await bodies.count());
  await fits(page, 1280);
  await screenshot('laptop');
  for (const cell of await page.locator('details.cell').all()) {
    const counts = await cell.evaluate(section => ['in-order', 'out-of-order', 'lost', 'refused', 'duplicated'].map(style =>
      section.querySelector(`svg.marks .mark.${style}`)?.getAttribute('d').match(/M/g)?.length ?? 0));
    console.log(await cell.getAttribute('id'), ...counts);
  }
  // The labels of a chart do not overlap, and stay within the chart.
  for (const problem of await page.evaluate(overlaps)) {
    faults.push(problem);
  }
  // The request under the pointer is shown.
  const asking = page.locator('svg.asking');
  console.log('cells with requests:', await asking.count());
  if (await asking.count() > 0) {
    await asking.first().scrollIntoViewIfNeeded();
    const first = await asking.first().locator('.request').boundingBox();
    await page.mouse.move(first.x + 1, first.y + first.height / 2);
    await page.locator('#tooltip', {hasText: /^request at -?\d+\.\d{3} s, response .* later/}).waitFor();
  }
  await fits(page, 375);
  await page.emulateMedia({colorScheme: 'dark'});
  await screenshot('phone');

  // On paper: the matrix, a chart for each scenario, and the cells that are open.
  await page.getByRole('button', {name: 'Close all'}).click();
  await page.emulateMedia({colorScheme: 'light', media: 'print'});
  await fits(page, 690); // A4 between its margins, in CSS pixels
  const beyond = await page.evaluate(() => [...document.querySelectorAll('svg, table, pre')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 200)));
  assert.deepEqual(beyond, []);
  await screenshot('paper');
  const pdf = await page.pdf({preferCSSPageSize: true, printBackground: true});
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length;
  assert.ok(pages <= 10, `${pages} pages`);
  folder && writeFileSync(`${folder}/report.pdf`, pdf);

  // Without the script: the matrix, the numbers, and a line that says what is missing.
  const still = await open(browser, {viewport: {width: 1280, height: 900}, javaScriptEnabled: false});
  assert.ok(await still.locator('.matrix td').count() > 1);
  await still.locator('details.cell summary').first().click();
  assert.ok(await still.locator('details.cell .figures').first().isVisible());
  assert.match(await still.locator('noscript').first().textContent(), /no charts, marks or ladders/);

  assert.deepEqual(faults, []);
  console.log('done');
});

/** Runs in the page: lists the visible labels that overlap another, or leave their chart. */
function overlaps() {
  const problems = [];
  for (const chart of document.querySelectorAll('svg.chart')) {
    const area = chart.getBoundingClientRect();
    const labels = [...chart.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()])
      .filter(([, box]) => box.width > 0);
    const deep = 3; // pixels: the boxes have some space around the letters
    labels.forEach(([name, one], i) => {
      if (one.left < area.left - 1 || one.right > area.right + 1) {
        problems.push(`'${name}' leaves ${chart.querySelector('title').textContent}`);
      }
      for (const [other, two] of labels.slice(i + 1)) {
        if (one.left + deep < two.right && two.left + deep < one.right && one.top + deep < two.bottom - deep
            && two.top + deep < one.bottom - deep) {
          problems.push(`'${name}' overlaps '${other}' in ${chart.querySelector('title').textContent}`);
        }
      }
    });
  }
  return problems;
}
