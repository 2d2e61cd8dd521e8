import { Link } from 'wouter';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useAskedAll, useNow } from './asked.ts';
import styles from './console.module.css';
import { Coming } from './Coming.tsx';
import { addressOfKey, addressOfPlan } from './addresses.ts';
import { Reached } from './Reached.tsx';
import type { Schemas, Service } from './services.ts';
import { Sheet } from './Sheet.tsx';
import { ageText, utc } from './times.ts';

type Group = Schemas['Waiting']['groups'][number];

/** What could not be handled and what waits behind it: for each consumer, by cause. */
export function WaitingPage() {
  const waiting = useAskedAll<Schemas['Waiting']>('/waiting');
  const groups = waiting.shown.flatMap(({ service, body }) =>
    body.groups.map((group) => ({ service, group })),
  );
  const consumers = [...new Set(groups.map(({ group }) => group.consumer))];
  const everybody = waiting.all.every(({ silent }) => silent === undefined);
  return (
    <Sheet
      title="Waiting"
      lead="Events that could not be handled, grouped by cause, and later ones that wait behind them."
    >
      <Reached asked={waiting} />
      {waiting.at === 0 && <Coming what="What waits" asked={waiting} />}
      {waiting.at > 0 && groups.length === 0 && (
        <EmptyState text={everybody ? 'Nothing waits.' : 'Nothing waits in the services that answered.'}>
          <Link to="/" className="button secondary">
            See what is going on now
          </Link>
        </EmptyState>
      )}
      {consumers.map((consumer) => (
        <section key={consumer} aria-labelledby={consumer}>
          <h2 id={consumer}>{consumer}</h2>
          <ul className={styles.list}>
            {groups
              .filter(({ group }) => group.consumer === consumer)
              .map(({ service, group }) => (
                <li key={`${group.fingerprint} ${group.type} ${group.error}`}>
                  <Cause service={service} group={group} />
                </li>
              ))}
          </ul>
        </section>
      ))}
    </Sheet>
  );
}

function Cause({ service, group }: { service: Service; group: Group }) {
  const now = useNow();
  return (
    <article className={styles.row} aria-label={`Fingerprint ${group.fingerprint ?? 'unknown'}`}>
      <h3>{group.error}</h3>
      <p>
        {group.type ?? 'no type'} · fingerprint <code>{group.fingerprint ?? '–'}</code>
      </p>
      <dl className={styles.facts}>
        <div>
          <dt>keys</dt>
          <dd>{group.keys}</dd>
        </div>
        <div>
          <dt>letters</dt>
          <dd>{group.letters}</dd>
        </div>
        <div>
          <dt>shoppers without an answer</dt>
          <dd>{group.shoppersWaiting}</dd>
        </div>
        <div>
          <dt>oldest</dt>
          <dd>
            {ageText(now - Date.parse(group.oldest))}, since {utc(group.oldest)}
          </dd>
        </div>
      </dl>
      <details>
        <summary>Keys that have waited longest</summary>
        <ul className={styles.links}>
          {group.oldestKeys.map((key) => (
            <li key={key}>
              <Link to={addressOfKey(group.consumer, key)}>{key}</Link>
            </li>
          ))}
        </ul>
      </details>
      {group.fingerprint && (
        <div className={styles.buttons}>
          <Link to={addressOfPlan({ service, fingerprint: group.fingerprint })} className="button">
            Plan a redrive
          </Link>
        </div>
      )}
    </article>
  );
}
