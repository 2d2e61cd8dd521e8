import { Field } from '@base-ui/react/field';
import { useRef, useState, type ReactElement, type SyntheticEvent } from 'react';
import { COUNTRIES } from './countries.ts';
import styles from './DeliveryForm.module.css';
import { FIELD_NAMES, firstMistake, mistakeIn, type DeliveryFields, type FieldName } from './fields.ts';
import { loadDelivery, storeDelivery } from './storedDelivery.ts';

/**
 * The delivery address and the contact.
 *
 * A mistake is shown when a field is left or the form is sent, not while the shopper first types. From then on the field is
 * checked with every key, so that the message disappears as soon as the field is right. Every key is also stored for the
 * next order.
 */
export function DeliveryForm({ onDone }: { onDone: () => void }) {
  const [fields, setFields] = useState(loadDelivery);
  const [judged, setJudged] = useState<FieldName[]>([]);
  const form = useRef<HTMLFormElement>(null);

  function enter(field: FieldName, text: string) {
    const entered = { ...fields, [field]: text };
    setFields(entered);
    storeDelivery(entered);
  }

  function judge(field: FieldName) {
    if (fields[field] !== '') {
      setJudged((before) => [...before, field]);
    }
  }

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    const mistake = firstMistake(fields);
    if (mistake === undefined) {
      onDone();
      return;
    }
    setJudged(FIELD_NAMES);
    const control = form.current?.elements.namedItem(mistake);
    if (control instanceof HTMLElement) {
      control.focus();
    }
  }

  function entry(field: FieldName, label: string, details: EntryDetails) {
    return (
      <Entry
        field={field}
        label={label}
        fields={fields}
        mistake={judged.includes(field) ? mistakeIn(field, fields[field]) : undefined}
        onEnter={enter}
        onLeave={judge}
        {...details}
      />
    );
  }

  return (
    <form ref={form} className={styles.form} noValidate onSubmit={submit} aria-label="Delivery and contact">
      <fieldset className={styles.group}>
        <legend>Where should it go?</legend>
        {entry('name', 'Name', { autoComplete: 'name' })}
        {entry('street', 'Street and number', { autoComplete: 'street-address' })}
        <div className={styles.pair}>
          {entry('postalCode', 'Postal code', { autoComplete: 'postal-code' })}
          {entry('city', 'Town or city', { autoComplete: 'address-level2' })}
        </div>
        {entry('country', 'Country', { autoComplete: 'country', control: <CountrySelect /> })}
      </fieldset>
      <fieldset className={styles.group}>
        <legend>How do we reach you?</legend>
        {entry('email', 'E-mail', {
          autoComplete: 'email',
          type: 'email',
          hint: 'For the invoice and for questions about this order.',
        })}
        {entry('phone', 'Phone (optional)', {
          autoComplete: 'tel',
          type: 'tel',
          hint: 'The parcel service calls if nobody opens.',
        })}
      </fieldset>
      <p className={styles.privacy}>Kept in this browser for your next order.</p>
      <button type="submit" className="button large">
        Continue to review
      </button>
    </form>
  );
}

interface EntryDetails {
  autoComplete: string;
  type?: 'email' | 'tel';
  hint?: string;
  control?: ReactElement;
}

interface EntryProps extends EntryDetails {
  field: FieldName;
  label: string;
  fields: DeliveryFields;
  mistake: string | undefined;
  onEnter: (field: FieldName, text: string) => void;
  onLeave: (field: FieldName) => void;
}

function Entry({ field, label, fields, mistake, onEnter, onLeave, hint, control, ...input }: EntryProps) {
  return (
    <Field.Root name={field} invalid={mistake !== undefined} className={styles.entry}>
      <Field.Label className={styles.label}>{label}</Field.Label>
      <Field.Control
        {...input}
        {...(control ? { render: control } : {})}
        className={styles.control}
        value={fields[field]}
        required={field !== 'phone'}
        onValueChange={(text) => {
          onEnter(field, text);
        }}
        onBlur={() => {
          onLeave(field);
        }}
      />
      {hint !== undefined && mistake === undefined && (
        <Field.Description className={styles.hint}>{hint}</Field.Description>
      )}
      <Field.Error match={mistake !== undefined} className={styles.mistake}>
        {mistake}
      </Field.Error>
    </Field.Root>
  );
}

function CountrySelect(props: React.ComponentProps<'select'>) {
  return (
    <select {...props}>
      <option value="">Choose a country</option>
      {COUNTRIES.map(({ code, name }) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </select>
  );
}
