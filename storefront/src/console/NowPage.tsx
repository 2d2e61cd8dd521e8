import { Link } from 'wouter';
import { Notice } from '../ui/Notice.tsx';
import { together, useAskedAll, type Asked } from './asked.ts';
import { Coming } from './Coming.tsx';
import styles from './console.module.css';
import { Reached } from './Reached.tsx';
import type { Schemas, Service } from './services.ts';
import { Sheet } from './Sheet.tsx';
import { breakText, secondsText } from './words.ts';

const UNDER_WAY = ['RUNNING', 'PAUSED'];
/** As docs/operations.md says when to worry. */
const WORRYING_OUTBOX_SECONDS = 5;

export function NowPage() {
  const waiting = useAskedAll<Schemas['Waiting']>('/waiting');
  const jobs = useAskedAll<{ jobs: Schemas['Redrive'][] }>('/jobs?limit=20');
  const replays = useAskedAll<{ replays: Schemas['Replay'][] }>('/replays?limit=20');
  const breaks = useAskedAll<{ breaks: Schemas['Break'][] }>('/breaks');
  const lag = useAskedAll<Schemas['Lag']>('/lag');

  const everything = together(waiting, jobs, replays, breaks, lag);

  if (everything.at === 0) {
    return (
      <Sheet title="Now">
        <Coming what="What is going on" asked={everything} />
      </Sheet>
    );
  }
  const groups = waiting.shown.flatMap(({ body }) => body.groups);
  const underWay =
    jobs.shown.flatMap(({ body }) => body.jobs).filter(({ state }) => UNDER_WAY.includes(state)).length +
    replays.shown.flatMap(({ body }) => body.replays).filter(({ state }) => UNDER_WAY.includes(state)).length;
  const missing = breaks.shown.flatMap(({ service, body }) =>
    body.breaks.map((one) => ({ ...one, ref: `${service}/${one.id}` })),
  );
  return (
    <Sheet title="Now">
      <Reached asked={everything} />
      <div className={styles.figures}>
        <Figure
          to="/waiting"
          label="shoppers without an answer"
          count={sum(groups.map(({ shoppersWaiting }) => shoppersWaiting))}
        />
        <Figure
          to="/waiting"
          label="blocked keys"
          count={sum(waiting.shown.map(({ body }) => body.blockedKeys))}
        />
        <Figure
          to="/waiting"
          label="letters that wait"
          count={sum(waiting.shown.map(({ body }) => body.openLetters))}
        />
        <Figure to="/redrive" label="jobs under way" count={underWay} usual />
      </div>
      {missing.map((one) => (
        <Notice
          key={one.ref}
          tone="danger"
          title={`Events may be missing: ${one.consumer}, ${one.topic}-${one.partition}`}
        >
          <p>{breakText(one)}.</p>
          <p>
            <code>./shop ops breaks</code> prints what puts it right.
          </p>
        </Notice>
      ))}
      <Lags lag={lag} />
    </Sheet>
  );
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** @param usual whether it is nothing to worry about */
function Figure({
  to,
  label,
  count,
  usual = false,
}: {
  to: string;
  label: string;
  count: number;
  usual?: boolean;
}) {
  return (
    <Link to={to} className={`${styles.figure} ${count > 0 && !usual ? styles.bad : ''}`}>
      <strong className="tabular">{count}</strong>
      {label}
    </Link>
  );
}

function Lags({ lag }: { lag: Asked<Schemas['Lag']> }) {
  return (
    <section aria-labelledby="lag">
      <h2 id="lag">How far behind</h2>
      <ul className={styles.list}>
        {lag.all.map(({ service, body, silent, refused }) =>
          body ? (
            <LagOf key={service} service={service} lag={body} />
          ) : (
            <li key={service} className={styles.row}>
              <h3>{service}</h3>
              <p className={styles.soft}>
                {(silent ?? refused) ? 'It did not say.' : 'It has no outbox and reads no topic.'}
              </p>
            </li>
          ),
        )}
      </ul>
    </section>
  );
}

function LagOf({ service, lag }: { service: Service; lag: Schemas['Lag'] }) {
  return (
    <li className={styles.row}>
      <h3>{service}</h3>
      <dl className={styles.facts}>
        <div>
          <dt>outbox</dt>
          <dd>{outboxText(lag)}</dd>
        </div>
        {lag.consumers.map(({ consumer, slowestSeconds }) => (
          <div key={consumer}>
            <dt>{consumer}</dt>
            <dd>
              {slowestSeconds > 0 ? `${secondsText(slowestSeconds)}, the slowest lately` : 'nothing lately'}
            </dd>
          </div>
        ))}
      </dl>
      {(lag.outboxSeconds ?? 0) > WORRYING_OUTBOX_SECONDS && (
        <Notice tone="warning" title="The outbox is not published">
          <p>
            Its oldest event has waited for {secondsText(lag.outboxSeconds ?? 0)}.{' '}
            <code>./shop logs {service}</code>
          </p>
        </Notice>
      )}
      {lag.standstills.map(({ place, seconds }) => (
        <Notice key={place} tone="danger" title={`Stands still: ${place}`}>
          <p>
            For {secondsText(seconds)}. The health of {service} says why.
          </p>
        </Notice>
      ))}
    </li>
  );
}

function outboxText({ outboxSeconds, relaying }: Schemas['Lag']): string {
  if (outboxSeconds === undefined || outboxSeconds === null) {
    return relaying ? 'not known' : 'another process relays, or there is none';
  }
  return `${secondsText(outboxSeconds)} behind`;
}
