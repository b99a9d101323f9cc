// Numbers and times in words, the same on every machine.

/** Three digits, at most two of them after the point. */
export function digits(value) {
  return value < 9.995 ? value.toFixed(2) : value < 99.95 ? value.toFixed(1) : value.toFixed(0);
}

/** `0.42 ms`, `204 ms`, `3.21 s`. */
export function time(millis) {
  return millis < 999.5 ? `${digits(millis)} ms` : `${digits(millis / 1000)} s`;
}

/** A round value on an axis: `200 ms`, `2 s`. */
export function tick(millis) {
  return millis === 0 ? '0' : millis < 1000 ? `${+millis.toPrecision(4)} ms` : `${+(millis / 1000).toPrecision(4)} s`;
}

/** A round number of bytes on an axis: `800 B`, `1.5 kB`, `2 MB`. */
export function size(count) {
  return count < 1000 ? `${count} B` : count < 1e6 ? `${+(count / 1000).toPrecision(4)} kB` : `${+(count / 1e6).toPrecision(4)} MB`;
}

/** `1 packet`, `1,204 packets`. */
export function counted(count, noun) {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `1,204`. */
export function grouped(count) {
  return count.toLocaleString('en');
}
