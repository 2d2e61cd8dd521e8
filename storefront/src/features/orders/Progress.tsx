import type { Order } from '../../api/orders.ts';
import { Moment } from '../../ui/Moment.tsx';
import { milestonesOf, type Milestone } from './milestones.ts';
import styles from './Progress.module.css';

const SPOKEN: Record<Milestone['state'], string> = {
  done: 'done',
  waiting: 'in progress',
  ahead: 'not yet',
  refused: 'ended here',
};

export function Progress({ order }: { order: Order }) {
  return (
    <ol className={styles.progress} aria-label="Progress of your order">
      {milestonesOf(order).map(({ label, state, at }) => (
        <li key={label} className={`${styles.step} ${styles[state]}`}>
          <svg viewBox="0 0 24 24" className={styles.mark} aria-hidden="true">
            <circle cx="12" cy="12" r="10.5" />
            {state === 'done' && <path d="M7 12.5l3.5 3.5L17 8.8" />}
            {state === 'refused' && <path d="M8.5 8.5l7 7M15.5 8.5l-7 7" />}
          </svg>
          <span className={styles.label}>{label}</span>
          <span className={styles.time}>
            {at === undefined ? (
              state === 'waiting' ? (
                'Usually takes a second'
              ) : (
                ''
              )
            ) : (
              <Moment at={at} show="time" />
            )}
          </span>
          <span className="visually-hidden">, {SPOKEN[state]}</span>
        </li>
      ))}
    </ol>
  );
}
