import styles from './Turning.module.css';

/** Shows that something is under way; a sentence beside it says what. */
export function Turning() {
  return <span className={styles.turning} aria-hidden="true" />;
}
