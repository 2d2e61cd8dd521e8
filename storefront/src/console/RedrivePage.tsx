import { useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { EmptyState } from '../ui/EmptyState.tsx';
import { addressOfRedrive, type Selection } from './addresses.ts';
import { useAskedAll } from './asked.ts';
import { Coming } from './Coming.tsx';
import styles from './console.module.css';
import { Entry, reasonMistake } from './Entry.tsx';
import { Outcome } from './Outcome.tsx';
import { Reached } from './Reached.tsx';
import { isService, type Schemas } from './services.ts';
import { Sheet } from './Sheet.tsx';
import { State } from './State.tsx';
import { utc } from './times.ts';
import { usePress } from './usePress.ts';
import { countsText } from './words.ts';

/** Plans a redrive of what was chosen, and lists those there are. */
export function RedrivePage() {
  const search = new URLSearchParams(useSearch());
  const service = search.get('service') ?? undefined;
  const asked = useAskedAll<{ jobs: Schemas['Redrive'][] }>('/jobs?limit=20');
  const jobs = asked.shown
    .flatMap(({ service, body }) => body.jobs.map((job) => ({ service, job })))
    .sort((one, other) => other.job.createdAt.localeCompare(one.job.createdAt));
  return (
    <Sheet
      title="Redrive"
      lead="Dead letters are given to their handlers again, each key in order. First a plan, then its run."
    >
      {isService(service) && <Planning selection={{ ...Object.fromEntries(search), service }} />}
      <Reached asked={asked} />
      {asked.at === 0 && <Coming what="The redrives" asked={asked} />}
      {asked.at > 0 && jobs.length === 0 && (
        <EmptyState text="There are no redrives.">
          <Link to="/waiting" className="button secondary">
            See what waits
          </Link>
        </EmptyState>
      )}
      {jobs.length > 0 && (
        <section aria-labelledby="jobs">
          <h2 id="jobs">Redrives</h2>
          <ul className={styles.list}>
            {jobs.map(({ service: of, job }) => (
              <li key={job.id} className={styles.row}>
                <h3>
                  <Link to={addressOfRedrive(of, job.id)}>
                    {of}/{job.id}
                  </Link>
                </h3>
                <State of={job.state} />
                <p>{countsText(job.counts)}</p>
                <p className={styles.soft}>
                  {utc(job.createdAt)} by {job.requestedBy}: {job.reason}
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Sheet>
  );
}

function Planning({ selection: { service, ...what } }: { selection: Selection }) {
  const [, go] = useLocation();
  const [canary, setCanary] = useState('1');
  const [rate, setRate] = useState('');
  const [reason, setReason] = useState('');
  const [judged, setJudged] = useState(false);
  const { press, underWay, answer } = usePress<Schemas['Redrive']>((plan) => {
    go(addressOfRedrive(service, plan.id));
  });
  return (
    <section aria-labelledby="plan">
      <h2 id="plan">Plan a redrive</h2>
      <dl className={styles.facts}>
        <div>
          <dt>service</dt>
          <dd>{service}</dd>
        </div>
        {Object.entries(what).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <form
        className={styles.form}
        aria-label="Plan a redrive"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setJudged(true);
          if (reasonMistake(reason) === undefined) {
            press(service, '/redrives', {
              ...what,
              reason: reason.trim(),
              ...(Number(canary) > 0 ? { canary: Number(canary) } : {}),
              ...(Number(rate) > 0 ? { rate: Number(rate) } : {}),
            });
          }
        }}
      >
        <Entry
          name="reason"
          label="Why it works now"
          value={reason}
          onChange={setReason}
          mistake={judged ? reasonMistake(reason) : undefined}
          hint="Kept in the audit trail."
        />
        <Entry
          name="canary"
          label="Canary"
          type="number"
          value={canary}
          onChange={setCanary}
          hint="So many keys are tried first; then it pauses by itself. Empty: all at once."
        />
        <Entry
          name="rate"
          label="Rate"
          type="number"
          value={rate}
          onChange={setRate}
          hint="Letters a second at most. Empty: no limit."
        />
        <Outcome answer={answer} />
        <div className={styles.buttons}>
          <button type="submit" className="button" aria-disabled={underWay}>
            {underWay ? 'Planning …' : 'Make the plan'}
          </button>
          <p className={styles.soft}>A plan changes nothing. It is a list that stays as it is shown.</p>
        </div>
      </form>
    </section>
  );
}
