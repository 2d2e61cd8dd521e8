import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Notice } from '../ui/Notice.tsx';
import { addressOfReplay } from './addresses.ts';
import { useAskedAll } from './asked.ts';
import { Coming } from './Coming.tsx';
import styles from './console.module.css';
import { Entry, reasonMistake } from './Entry.tsx';
import { Outcome } from './Outcome.tsx';
import { Reached } from './Reached.tsx';
import type { Schemas, Service } from './services.ts';
import { Sheet } from './Sheet.tsx';
import { State } from './State.tsx';
import { utc } from './times.ts';
import { usePress } from './usePress.ts';
import { countsText } from './words.ts';

export interface Replays {
  projections: string[];
  replays: Schemas['Replay'][];
}

/** Plans that a projection is built again, and lists the replays there are. */
export function ReplayPage() {
  const asked = useAskedAll<Replays>('/replays?limit=20');
  const replays = asked.shown.flatMap(({ service, body }) =>
    body.replays.map((replay) => ({ service, replay })),
  );
  return (
    <Sheet
      title="Replay"
      lead="A projection is built again from the topics, in a shadow. Until the swap nothing that shoppers see changes, and nothing is published again."
    >
      <Reached asked={asked} />
      {asked.at === 0 && <Coming what="The replays" asked={asked} />}
      {asked.shown.flatMap(({ service, body }) =>
        body.projections.map((projection) => (
          <Planning key={projection} service={service} projection={projection} />
        )),
      )}
      {asked.at > 0 && asked.shown.length === 0 && (
        <Notice tone="warning" title="No projection is known">
          <p>The service that has it does not answer.</p>
        </Notice>
      )}
      {replays.length > 0 && (
        <section aria-labelledby="replays">
          <h2 id="replays">Replays</h2>
          <ul className={styles.list}>
            {replays.map(({ service, replay }) => (
              <li key={replay.id} className={styles.row}>
                <h3>
                  <Link to={addressOfReplay(service, replay.id)}>
                    {service}/{replay.id}
                  </Link>
                </h3>
                <State of={replay.state} />
                <p>
                  {replay.projection}: {countsText(replay.counts)}
                </p>
                <p className={styles.soft}>
                  {utc(replay.createdAt)} by {replay.requestedBy}: {replay.reason}
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Sheet>
  );
}

function Planning({ service, projection }: { service: Service; projection: string }) {
  const [, go] = useLocation();
  const [reason, setReason] = useState('');
  const [rate, setRate] = useState('');
  const [copyOlder, setCopyOlder] = useState(false);
  const [judged, setJudged] = useState(false);
  const { press, underWay, answer } = usePress<Schemas['Replay']>((plan) => {
    go(addressOfReplay(service, plan.id));
  });
  return (
    <section aria-labelledby={`plan-${projection}`}>
      <h2 id={`plan-${projection}`}>
        Build {projection} of {service} again
      </h2>
      <form
        className={styles.form}
        aria-label="Plan a replay"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setJudged(true);
          if (reasonMistake(reason) === undefined) {
            press(service, '/replays', {
              projection,
              copyOlder,
              reason: reason.trim(),
              ...(Number(rate) > 0 ? { rate: Number(rate) } : {}),
            });
          }
        }}
      >
        <Entry
          name="reason"
          label="Why it is needed"
          value={reason}
          onChange={setReason}
          mistake={judged ? reasonMistake(reason) : undefined}
          hint="Kept in the audit trail."
        />
        <Entry
          name="rate"
          label="Rate"
          type="number"
          value={rate}
          onChange={setRate}
          hint="Events a second at most. Empty: no limit."
        />
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={copyOlder}
            onChange={(event) => {
              setCopyOlder(event.target.checked);
            }}
          />
          Copy the rows whose events the topics have lost
        </label>
        <Outcome answer={answer} />
        <div className={styles.buttons}>
          <button type="submit" className="button" aria-disabled={underWay}>
            {underWay ? 'Reading the topics …' : 'Make the plan'}
          </button>
          <p className={styles.soft}>A plan reads all topics once and changes nothing.</p>
        </div>
      </form>
    </section>
  );
}
