import { useId, useState, type KeyboardEvent } from 'react';
import styles from './QuantityField.module.css';
import { wholeNumber } from './wholeNumber.ts';

interface QuantityFieldProps {
  /** What is counted, for the labels: "Teal mug". */
  name: string;
  quantity: number;
  max: number;
  onChange: (quantity: number) => void;
}

/**
 * Changes a quantity in place, with its buttons, the arrow keys or by typing.
 *
 * What is typed counts when the field is left or Enter is pressed. If it is no quantity, it stays as it was typed, and the field
 * says what is wrong.
 */
export function QuantityField({ name, quantity, max, onChange }: QuantityFieldProps) {
  /** The text while it is being typed, or is wrong; undefined otherwise. */
  const [draft, setDraft] = useState<string>();
  const [wrong, setWrong] = useState(false);
  const hint = useId();

  function take(wish: number) {
    setDraft(undefined);
    setWrong(false);
    if (wish !== quantity) {
      onChange(wish);
    }
  }

  function step(by: number) {
    const from = (draft === undefined ? undefined : wholeNumber(draft)) ?? quantity;
    take(Math.min(Math.max(from + by, 1), max));
  }

  function commit() {
    if (draft === undefined) {
      return;
    }
    const wish = wholeNumber(draft);
    if (wish !== undefined && wish >= 1 && wish <= max) {
      take(wish);
    } else {
      setWrong(true);
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      step(by);
    } else if (event.key === 'Enter') {
      commit();
    }
  }

  return (
    <div className={styles.root}>
      <div className={styles.group} role="group" aria-label={`How many: ${name}`}>
        <button
          type="button"
          className={styles.step}
          aria-label={`One ${name} less`}
          aria-disabled={quantity <= 1}
          onClick={() => {
            step(-1);
          }}
        >
          −
        </button>
        <input
          type="text"
          inputMode="numeric"
          autoComplete="off"
          className={styles.input}
          aria-label={`Quantity of ${name}`}
          aria-invalid={wrong}
          aria-describedby={wrong ? hint : undefined}
          value={draft ?? String(quantity)}
          onChange={(event) => {
            setDraft(event.target.value);
            setWrong(false);
          }}
          onBlur={commit}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          className={styles.step}
          aria-label={`One ${name} more`}
          aria-disabled={quantity >= max}
          onClick={() => {
            step(1);
          }}
        >
          +
        </button>
      </div>
      {wrong && (
        <p id={hint} role="alert" className={styles.wrong}>
          Enter a whole number from 1 to {max}, without points or commas. It is still {quantity}.
        </p>
      )}
    </div>
  );
}
