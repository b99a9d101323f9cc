// What the page tests share: starts Chromium, opens a page, collects its errors, and closes the browser at the end.
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';

/** Loads a package from .peers. */
export const load = createRequire(process.cwd() + '/.peers/');

/** Runs a test with a browser. */
export async function withBrowser(test) {
  const {chromium} = load('playwright-core');
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  try {
    await test(browser);
  } finally {
    await browser.close();
  }
}

/**
 * Runs a test with an open page, and fails if the page had an error or logged one.
 * test: receives {browser, page, holds, screenshot}; folder: where screenshots go, or undefined for none.
 */
export async function withPage(url, folder, test) {
  await withBrowser(async browser => {
    const page = await browser.newPage({viewport: {width: 1280, height: 900}, ignoreHTTPSErrors: true});
    page.setDefaultTimeout(45_000);
    const errors = [];
    page.on('pageerror', error => errors.push(String(error)));
    page.on('console', message => message.type() === 'error' && errors.push(message.text()));
    await page.goto(url);
    await test({
      browser, page,
      /** Waits until a locator has an element with this text. */
      holds: (locator, text) => locator.filter({hasText: text}).first().waitFor(),
      screenshot: name => folder && page.screenshot({path: `${folder}/${name}.png`, fullPage: true}),
    });
    assert.deepEqual(errors, []);
  });
}

/** Resizes the page to a phone's screen, in dark mode, and fails if anything is wider than the screen. */
export async function resizeToPhone(page) {
  await page.emulateMedia({colorScheme: 'dark'});
  await page.setViewportSize({width: 375, height: 812});
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page fits a phone');
}
