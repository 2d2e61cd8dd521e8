import { NumberField } from '@base-ui/react/number-field';
import { useState } from 'react';
import styles from './QuantityField.module.css';

interface QuantityFieldProps {
  /** What is counted, for the labels: "Teal mug". */
  name: string;
  quantity: number;
  max: number;
  onChange: (quantity: number) => void;
}

/** Changes a quantity in place, with its buttons, the arrow keys or by typing. */
export function QuantityField({ name, quantity, max, onChange }: QuantityFieldProps) {
  /** The value while it is being typed or stepped through; undefined otherwise. */
  const [draft, setDraft] = useState<number | null>();

  function commit(value: number | null) {
    setDraft(undefined);
    if (value !== null && value !== quantity) {
      onChange(value);
    }
  }

  return (
    <NumberField.Root
      value={draft === undefined ? quantity : draft}
      onValueChange={setDraft}
      onValueCommitted={commit}
      min={1}
      max={max}
      locale="en"
      className={styles.root}
    >
      <NumberField.Group className={styles.group}>
        <NumberField.Decrement className={styles.step} aria-label={`One ${name} less`}>
          −
        </NumberField.Decrement>
        <NumberField.Input className={styles.input} aria-label={`Quantity of ${name}`} />
        <NumberField.Increment className={styles.step} aria-label={`One ${name} more`}>
          +
        </NumberField.Increment>
      </NumberField.Group>
    </NumberField.Root>
  );
}
