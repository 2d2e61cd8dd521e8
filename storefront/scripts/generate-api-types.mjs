// Writes the types of the services' APIs into src/api/generated, from the OpenAPI files that the services serve.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const descriptions = new URL('../../schemas/src/main/resources/openapi/', import.meta.url);
const generated = new URL('../src/api/generated/', import.meta.url);

await mkdir(generated, { recursive: true });
const files = {
  cart: 'cart-service',
  checkout: 'checkout-service',
  inventory: 'inventory-service',
  order: 'order-service',
  ops: 'ops-api',
};
for (const [name, file] of Object.entries(files)) {
  const types = astToString(await openapiTS(new URL(`${file}.yaml`, descriptions)));
  const target = new URL(`${name}.ts`, generated);
  const before = await readFile(target, 'utf8').catch(() => undefined);
  if (before !== types) {
    await writeFile(target, types);
  }
}
