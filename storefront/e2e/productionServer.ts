import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';

export const HAS_NGINX = spawnSync('nginx', ['-v']).status === 0;

/** The production server's configuration in the nginx of this machine, as the image would run it. */
export async function startProductionServer(inventoryUrl: string) {
  const folder = mkdtempSync(join(tmpdir(), 'storefront-'));
  // When root starts nginx, it reads files as another user.
  chmodSync(folder, 0o755);
  const html = join(folder, 'html');
  mkdirSync(join(html, 'docs'), { recursive: true });
  cpSync('dist', html, { recursive: true });
  cpSync('../docs/problems.md', join(html, 'docs/problems.md'));
  const port = await freePort();
  const site = readFileSync('server/default.conf.template', 'utf8')
    .replaceAll('${INVENTORY_LOOKUP}', '')
    .replaceAll('${INVENTORY_TARGET}', inventoryUrl)
    .replaceAll('/usr/share/nginx/html', html)
    .replaceAll('${LISTEN_PORT}', `127.0.0.1:${String(port)}`);
  const configuration = join(folder, 'nginx.conf');
  writeFileSync(
    configuration,
    `daemon off; pid ${folder}/pid; error_log stderr; events {}
     http { include /etc/nginx/mime.types; access_log off; client_body_temp_path ${folder}/body; ${site} }`,
  );
  const nginx = spawn('nginx', ['-e', 'stderr', '-c', configuration], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${String(port)}`;
  await expect
    .poll(() =>
      fetch(`${url}/readyz`).then(
        (answer) => answer.status,
        () => 0,
      ),
    )
    .toBe(200);
  return {
    url,
    stop: () => {
      nginx.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
