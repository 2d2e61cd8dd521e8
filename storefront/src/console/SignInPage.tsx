import { useState } from 'react';
import { Notice } from '../ui/Notice.tsx';
import styles from './console.module.css';
import { Entry } from './Entry.tsx';
import { signIn, type SignedOut } from './session.ts';
import { Sheet } from './Sheet.tsx';

export function SignInPage({ why }: { why: SignedOut }) {
  const [token, setToken] = useState('');
  return (
    <Sheet
      title="Sign in"
      lead="On a machine of your own, ./shop ops console prints an address that signs you in."
    >
      {why === 'refused' && (
        <Notice tone="warning" title="The services do not take this token" urgent>
          <p>It has expired, or belongs to another shop. Get a new one.</p>
        </Notice>
      )}
      <form
        className={styles.form}
        aria-label="Sign in"
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() !== '') {
            signIn(token);
          }
        }}
      >
        <Entry
          name="token"
          label="Token"
          type="password"
          value={token}
          onChange={setToken}
          hint="The token of this machine, or an access token of the company’s log-in. It is kept for this tab only."
        />
        <button type="submit" className="button">
          Sign in
        </button>
      </form>
    </Sheet>
  );
}
