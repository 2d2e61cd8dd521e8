import { EmptyState } from '../ui/EmptyState.tsx';
import { Link } from 'wouter';
import { useAskedAll } from './asked.ts';
import { Coming } from './Coming.tsx';
import styles from './console.module.css';
import { Reached } from './Reached.tsx';
import type { Schemas } from './services.ts';
import { Sheet } from './Sheet.tsx';
import { State } from './State.tsx';
import { utc } from './times.ts';

const ROWS = 50;

/** Who did what, of all services by time, and whether the trail is whole. */
export function AuditPage() {
  const trail = useAskedAll<Schemas['AuditRows']>(`/audit?limit=${ROWS}`, 10_000);
  // Reads the whole trail, so it is not asked again by itself.
  const chain = useAskedAll<Schemas['AuditVerification']>('/audit/verify', false);
  const rows = trail.shown
    .flatMap(({ service, body }) => body.rows.map((row) => ({ service, row })))
    .sort((one, other) => other.row.at.localeCompare(one.row.at))
    .slice(0, ROWS);
  return (
    <Sheet title="Audit" lead="What operators did and why. Each row holds the hash of the one before.">
      <section aria-labelledby="chain">
        <h2 id="chain">The chain</h2>
        <Reached asked={chain} />
        {chain.at === 0 && <Coming what="The chain" asked={chain} />}
        <ul className={styles.figures}>
          {chain.shown.map(({ service, body }) => (
            <li key={service} className={styles.figure}>
              <span>{service}</span>
              <State of={body.sound ? 'sound' : 'BROKEN'} />
              <span>
                {body.rows} rows{body.sound ? ', whole' : ' before it are whole'}
              </span>
              {!body.sound && <p className={styles.mistake}>{body.problem}</p>}
              <span className={styles.soft}>
                last hash <code>{body.hash.slice(0, 12)}</code>
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="rows">
        <h2 id="rows">The latest {ROWS}</h2>
        <Reached asked={trail} />
        {trail.at === 0 && <Coming what="The trail" asked={trail} />}
        {trail.at > 0 && rows.length === 0 && (
          <EmptyState text="Nobody has done anything that is written down.">
            <Link to="/" className="button secondary">
              See what is going on now
            </Link>
          </EmptyState>
        )}
        <ol className={styles.list}>
          {rows.map(({ service, row }) => (
            <li key={`${service} ${row.number}`} className={styles.row}>
              <h3>
                {row.actor} · {row.verb} · {row.target}
              </h3>
              {row.reason && <p>because: {row.reason}</p>}
              <p className={styles.soft}>
                {utc(row.at)} · {service} {row.number}
                {row.ticket ? ` · ${row.ticket}` : ''} · via {row.via}
              </p>
            </li>
          ))}
        </ol>
      </section>
    </Sheet>
  );
}
