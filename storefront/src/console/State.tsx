import styles from './console.module.css';

const GOOD = ['RUNNING', 'DONE', 'SWAPPED', 'REDRIVEN', 'EDITED_REDRIVEN', 'sound'];
const ALARMING = ['FAILED', 'OPEN', 'EXPIRED', 'BROKEN'];

export function State({ of }: { of: string }) {
  const tone = GOOD.includes(of) ? styles.good : ALARMING.includes(of) ? styles.alarming : '';
  return <span className={`${styles.state} ${tone}`}>{of}</span>;
}
