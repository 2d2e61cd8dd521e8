import { Field } from '@base-ui/react/field';
import styles from './console.module.css';

interface EntryProps {
  name: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  mistake?: string | undefined;
  type?: 'text' | 'number' | 'password';
  required?: boolean;
}

/** A field of a form with what is wrong with it. */
export function Entry({ name, label, value, onChange, hint, mistake, type = 'text', ...rest }: EntryProps) {
  return (
    <Field.Root name={name} invalid={mistake !== undefined} className={styles.entry}>
      <Field.Label className={styles.label}>{label}</Field.Label>
      <Field.Control
        {...rest}
        type={type}
        autoComplete="off"
        spellCheck={false}
        className={styles.control}
        value={value}
        onValueChange={onChange}
      />
      {hint !== undefined && mistake === undefined && (
        <Field.Description className={styles.soft}>{hint}</Field.Description>
      )}
      <Field.Error match={mistake !== undefined} className={styles.mistake}>
        {mistake}
      </Field.Error>
    </Field.Root>
  );
}

/** Why something is done; demanded of everything that changes something. */
export function reasonMistake(reason: string): string | undefined {
  return reason.trim().length < 10
    ? 'Say why, in 10 characters or more. It is kept in the audit trail.'
    : undefined;
}
