// Fails the build when the first page needs more than a phone on a slow connection should have to load.
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';

const FIRST_PAGE = { js: 90_000, css: 8_000 };
const FIRST_PAGE_FILES = 4;
const EVERYTHING = 140_000;
/** One file for all pages: operators open it from a desk, and it must be whole when something is away. */
const CONSOLE = { js: 120_000, css: 8_000 };

const dist = new URL('../dist/', import.meta.url);

/** What is sent of a file. */
async function sent(name) {
  const compressed = new URL(`${name}.gz`, dist);
  return (await stat(existsSync(compressed) ? compressed : new URL(name, dist))).size;
}

async function sum(names) {
  const sizes = await Promise.all(names.map(sent));
  return sizes.reduce((total, size) => total + size, 0);
}

const complaints = [];
function check(what, figure, limit) {
  console.log(`${what}: ${figure}, ${limit} are allowed.`);
  if (figure > limit) {
    complaints.push(what);
  }
}

const html = await readFile(new URL('index.html', dist), 'utf8');
const first = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, name]) => name);
for (const [kind, limit] of Object.entries(FIRST_PAGE)) {
  check(
    `Bytes of ${kind} for the first page`,
    await sum(first.filter((name) => name.endsWith(`.${kind}`))),
    limit,
  );
}
check('Files of the first page', first.length, FIRST_PAGE_FILES);
const scripts = (await readdir(new URL('assets/', dist))).filter((name) => name.endsWith('.js'));
check('Bytes of JavaScript for all pages', await sum(scripts.map((name) => `assets/${name}`)), EVERYTHING);

const consoleFiles = (await readdir(new URL('../dist-console/assets/', import.meta.url))).map(
  (name) => `../dist-console/assets/${name}`,
);
for (const [kind, limit] of Object.entries(CONSOLE)) {
  check(
    `Bytes of ${kind} for the console`,
    await sum(consoleFiles.filter((name) => name.endsWith(`.${kind}`))),
    limit,
  );
}
if (complaints.length > 0) {
  console.error(`Too much: ${complaints.join(', ')}.`);
  process.exitCode = 1;
}
