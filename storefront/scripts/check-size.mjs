// Fails the build when the shop's JavaScript is more than a phone on a slow connection should have to load.
import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const LIMIT = 150 * 1000;

const assets = new URL('../dist/assets/', import.meta.url);
const scripts = (await readdir(assets)).filter((name) => name.endsWith('.js'));
let total = 0;
for (const name of scripts) {
  total += gzipSync(await readFile(new URL(name, assets)), { level: 9 }).length;
}
console.log(
  `JavaScript: ${(total / 1000).toFixed(1)} kB gzip in ${scripts.length} files, ${LIMIT / 1000} kB are allowed.`,
);
if (total > LIMIT) {
  process.exitCode = 1;
}
