// An EventSource on an event stream, npm's or Chromium's: prints what it receives, until the server says that there is no more.
// usage: node event-source.mjs npm|chromium URL
import {load, withBrowser} from './browser.mjs';

const [program, url] = process.argv.slice(2);

/** Runs in node or in the browser. */
function listen(target, Source, report) {
  return new Promise(resolve => {
    const source = new Source(target);
    source.onopen = () => report('open');
    source.onmessage = ({lastEventId, data}) => report(`${lastEventId} ${data}`);
    source.onerror = () => {
      report(source.readyState === 2 ? 'closed' : 'connecting');
      if (source.readyState === 2) {
        resolve();
      }
    };
  });
}

if (program === 'npm') {
  await listen(url, load('eventsource').EventSource, console.log);
} else {
  await withBrowser(async browser => {
    const page = await browser.newPage();
    await page.exposeFunction('report', line => console.log(line));
    await page.goto(new URL('/none', url).href); // a page of the same origin
    await page.evaluate(`(${listen})(${JSON.stringify(url)}, EventSource, report)`);
  });
}
