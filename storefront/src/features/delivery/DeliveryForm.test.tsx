import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { DeliveryForm } from './DeliveryForm.tsx';

const user = userEvent.setup();

test('a mistake is named when the field is left, and goes away while it is corrected', async () => {
  render(<DeliveryForm onDone={vi.fn()} />);
  const email = screen.getByLabelText('E-mail');
  await user.type(email, 'ada@');
  expect(email).not.toHaveAttribute('aria-invalid', 'true');
  await user.tab();
  expect(email).toHaveAttribute('aria-invalid', 'true');
  expect(email).toHaveAccessibleDescription(/not complete/);
  await user.type(email, 'example.org');
  expect(email).not.toHaveAttribute('aria-invalid', 'true');
});

test('sending an unfinished form goes to the first field that is wrong', async () => {
  const onDone = vi.fn();
  render(<DeliveryForm onDone={onDone} />);
  await user.type(screen.getByLabelText('Name'), 'Ada');
  await user.click(screen.getByRole('button', { name: 'Continue to review' }));
  expect(onDone).not.toHaveBeenCalled();
  expect(screen.getByLabelText('Street and number')).toHaveFocus();
});

test('what was entered is there again, and autofill knows every field', async () => {
  const { unmount } = render(<DeliveryForm onDone={vi.fn()} />);
  await user.type(screen.getByLabelText('Name'), 'Ada Lovelace');
  await user.selectOptions(screen.getByLabelText('Country'), 'Iceland');
  unmount();
  render(<DeliveryForm onDone={vi.fn()} />);
  expect(screen.getByLabelText('Name')).toHaveValue('Ada Lovelace');
  expect(screen.getByLabelText('Country')).toHaveValue('IS');
  for (const field of [...screen.getAllByRole('textbox'), screen.getByRole('combobox')]) {
    expect(field).toHaveAttribute('autocomplete');
  }
});
