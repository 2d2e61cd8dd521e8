import { render } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ProductPicture } from './ProductPicture.tsx';

function pictureOf(sku: string): string {
  return render(<ProductPicture sku={sku} />).container.innerHTML;
}

test('a SKU always has the same picture', () => {
  expect(pictureOf('SPOON-07')).toBe(pictureOf('SPOON-07'));
});

test('kind and colour are read from the SKU', () => {
  expect(pictureOf('MUG-TEAL')).not.toBe(pictureOf('MUG-SAND'));
  expect(pictureOf('MUG-TEAL')).not.toBe(pictureOf('TEAPOT-TEAL'));
  expect(pictureOf('HOT-STICKER')).toBe(pictureOf('STICKER-1'));
});

test('a picture loads nothing and says nothing to a screen reader', () => {
  const picture = pictureOf('SPOON-07');
  expect(picture).not.toMatch(/href|url\(|style=/);
  expect(picture).toContain('aria-hidden="true"');
});
