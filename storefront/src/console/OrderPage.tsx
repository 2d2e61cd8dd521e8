import { useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { Notice } from '../ui/Notice.tsx';
import { addressOfOrder } from './addresses.ts';
import { useAskedAll, useNow } from './asked.ts';
import { Coming } from './Coming.tsx';
import styles from './console.module.css';
import { Entry } from './Entry.tsx';
import { orderWait, stepsOf, type Step } from './orderWait.ts';
import { Reached } from './Reached.tsx';
import type { Schemas } from './services.ts';
import { Sheet } from './Sheet.tsx';
import { utc } from './times.ts';

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MOST_EVENTS = 50;

/** What every service knows of an order, as one timeline, and what it waits for. Shows no personal data. */
export function OrderPage() {
  const { id = '' } = useParams();
  return (
    <Sheet title="Order" lead="What every service knows of an order, as one timeline, and what it waits for.">
      <Choice key={id} id={id} />
      {ID.test(id) && <Trace key={`trace ${id}`} id={id.toLowerCase()} />}
    </Sheet>
  );
}

function Choice({ id }: { id: string }) {
  const [, go] = useLocation();
  const [wanted, setWanted] = useState(id);
  const [judged, setJudged] = useState(id !== '');
  return (
    <form
      className={styles.form}
      aria-label="Which order"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setJudged(true);
        if (ID.test(wanted.trim())) {
          go(addressOfOrder(wanted.trim()));
        }
      }}
    >
      <Entry
        name="order"
        label="Order"
        value={wanted}
        onChange={setWanted}
        hint="The order’s id, as the shopper sees it."
        mistake={
          judged && !ID.test(wanted.trim())
            ? 'This is not the id of an order: it has 36 characters.'
            : undefined
        }
      />
      <button type="submit" className="button secondary">
        Find the order
      </button>
    </form>
  );
}

function Trace({ id }: { id: string }) {
  const now = useNow();
  // Consumers know events by nothing but their ids, and those are in the outboxes of the others.
  const first = useAskedAll<Schemas['OrderTrace']>(`/orders/${id}`);
  const events = [
    ...new Set(
      stepsOf(first.shown).flatMap(({ kind, eventId }) => (kind === 'OUTBOX' && eventId ? [eventId] : [])),
    ),
  ]
    .sort()
    .slice(0, MOST_EVENTS);
  const second = useAskedAll<Schemas['OrderTrace']>(
    events.length === 0 ? `/orders/${id}` : `/orders/${id}?event=${events.join(',')}`,
  );
  const asked = second.at > 0 ? second : first;
  if (asked.at === 0 || second.at === 0) {
    return <Coming what="The order" asked={first} />;
  }
  const steps = stepsOf(asked.shown);
  const silent = asked.all.filter((known) => known.silent !== undefined || known.refused !== undefined);
  const wait = orderWait(
    id,
    steps,
    silent.map(({ service }) => service),
    now,
  );
  return (
    <>
      <Reached asked={asked} />
      <Notice
        tone={wait.sentence.startsWith('It waits for nothing') ? 'info' : 'warning'}
        title={wait.sentence}
      >
        {wait.next.length > 0 && (
          <ul className={styles.links}>
            {wait.next.map(({ to, text }) => (
              <li key={to}>
                <Link to={to}>{text}</Link>
              </li>
            ))}
          </ul>
        )}
      </Notice>
      {steps[0] && (
        <section aria-labelledby="timeline">
          <h2 id="timeline">Timeline</h2>
          <p className={styles.soft}>begins {utc(steps[0].at)}</p>
          <Timeline steps={steps} begin={Date.parse(steps[0].at)} />
        </section>
      )}
    </>
  );
}

function Timeline({ steps, begin }: { steps: Step[]; begin: number }) {
  return (
    <ol className={styles.timeline}>
      {steps.map((step, position) => (
        <li key={`${position} ${step.service} ${step.at}`} className={styles.step}>
          <span className="tabular">+{((Date.parse(step.at) - begin) / 1000).toFixed(3)} s</span>
          <strong>{step.service}</strong>
          <span>
            {step.text}
            {(step.eventId ?? step.traceId) && (
              <span className={styles.soft}>
                {step.eventId ? ` event ${step.eventId}` : ''}
                {step.traceId ? ` trace ${step.traceId}` : ''}
              </span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
