// Reports Lighthouse's view of the first page on a phone, three times. It judges nothing: times depend on the machine.
//   SHOP_URL   the shop that runs, http://localhost:8080 without it
// Lighthouse is large (190 MB) and not part of the storefront's own packages; npx gets it when it is asked for.
import { execFileSync } from 'node:child_process';

const LIGHTHOUSE = 'lighthouse@12.8.2';
const url = process.env.SHOP_URL ?? 'http://localhost:8080';
const flags = `--headless=new${process.getuid?.() === 0 ? ' --no-sandbox' : ''}`;

console.log('| run | performance | accessibility | LCP | FCP | TBT | CLS | bytes | requests |');
console.log('|---|---|---|---|---|---|---|---|---|');
for (let run = 1; run <= 3; run++) {
  const report = execFileSync(
    'npx',
    ['--yes', LIGHTHOUSE, url, '--quiet', '--output=json', `--chrome-flags=${flags}`],
    {
      encoding: 'utf8',
      maxBuffer: 64_000_000,
      env: { ...process.env, CHROME_PATH: process.env.SHOP_CHROMIUM ?? '/usr/bin/chromium' },
    },
  );
  const { audits, categories } = JSON.parse(report);
  const cells = [
    Math.round(categories.performance.score * 100),
    Math.round(categories.accessibility.score * 100),
    ...[
      'largest-contentful-paint',
      'first-contentful-paint',
      'total-blocking-time',
      'cumulative-layout-shift',
    ].map((audit) => audits[audit].displayValue),
    audits['total-byte-weight'].numericValue,
    audits['network-requests'].details.items.length,
  ];
  console.log(`| ${[run, ...cells].join(' | ')} |`);
}
