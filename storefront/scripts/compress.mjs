// Writes a compressed copy beside every text file of the build. The production server and the local edge send it to browsers that
// take gzip. Zopfli needs seconds instead of milliseconds and saves a few per cent of every visit.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { gzipAsync } from '@gfx/zopfli';

for (const folder of ['../dist/', '../dist-console/']) {
  const dist = new URL(folder, import.meta.url);
  const names = await readdir(dist, { recursive: true });
  for (const name of names.filter((name) => /\.(html|js|css|svg)$/.test(name))) {
    const text = await readFile(new URL(name, dist));
    const compressed = await gzipAsync(text, { numiterations: 15 });
    if (compressed.length < text.length) {
      await writeFile(new URL(`${name}.gz`, dist), compressed);
    }
  }
}
