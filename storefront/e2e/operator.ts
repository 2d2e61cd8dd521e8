import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { expect, type Page } from '@playwright/test';

export const CONSOLE_URL = process.env.SHOP_CONSOLE_URL ?? 'http://localhost:8086';

const HOME = process.env.SHOP_HOME ?? resolve('../.shop');
const POSTGRES_PORT = process.env.SHOP_POSTGRES_PORT ?? '15432';

let address: string | undefined;

/** As the command line prints it for an operator. */
export function addressToSignIn(): string {
  address ??= execFileSync('../shop', ['ops', 'console'], { encoding: 'utf8' }).trim();
  return address;
}

export async function signIn(page: Page): Promise<void> {
  await page.goto(addressToSignIn());
  await expect(page.getByRole('heading', { level: 1, name: 'Now' })).toBeVisible();
}

/** Lets every order fail in inventory as a fault in its code would. */
export function poisonReservations(): void {
  sql(
    'inventory',
    `create or replace function poison() returns trigger language plpgsql as $$
     begin raise exception using errcode = '22023', message = 'simulated'; end $$;
     create or replace trigger poison before insert on reservations for each row execute function poison()`,
  );
}

export function healReservations(): void {
  sql('inventory', 'drop trigger if exists poison on reservations');
}

/** With the JDK and the driver that the shop itself has. */
function sql(database: string, statement: string): void {
  const jdk = execFileSync('../shop', ['jdk'], { encoding: 'utf8' }).trim();
  const driver = readFileSync('../tools/shop/target/class-path', 'utf8')
    .trim()
    .split(delimiter)
    .find((jar) => /postgresql-[0-9.]+\.jar$/.test(jar));
  execFileSync(
    `${jdk}/bin/java`,
    [
      '-cp',
      String(driver),
      'e2e/Sql.java',
      `jdbc:postgresql://127.0.0.1:${POSTGRES_PORT}/${database}`,
      statement,
    ],
    { env: { ...process.env, PGPASSWORD: readFileSync(`${HOME}/data/password`, 'utf8').trim() } },
  );
}
