import { useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { Notice } from '../ui/Notice.tsx';
import { addressOfKey, addressOfOrder, addressOfPlan, addressOfRedrive } from './addresses.ts';
import { useAskedOne } from './asked.ts';
import { Coming } from './Coming.tsx';
import styles from './console.module.css';
import { Entry } from './Entry.tsx';
import { Outcome } from './Outcome.tsx';
import { Reached } from './Reached.tsx';
import { ask, serviceOf, type Answer, type Schemas, type Service } from './services.ts';
import { Sheet } from './Sheet.tsx';
import { State } from './State.tsx';
import { utc } from './times.ts';

/** The queue behind one key of one consumer. */
export function KeyPage() {
  const search = new URLSearchParams(useSearch());
  const consumer = search.get('consumer') ?? '';
  const key = search.get('key') ?? '';
  const service = serviceOf(consumer);
  return (
    <Sheet title="Key" lead="The events that wait under one key of one consumer, in their order.">
      <Choice key={`${consumer} ${key}`} consumer={consumer} keyText={key} />
      {consumer !== '' && service === undefined && (
        <Notice tone="danger" title="There is no such consumer">
          <p>
            A consumer is called like order-service/inventory.events.{' '}
            <Link to="/waiting">Those that wait</Link>.
          </p>
        </Notice>
      )}
      {service && key !== '' && <Queue service={service} consumer={consumer} keyText={key} />}
    </Sheet>
  );
}

function Choice({ consumer, keyText }: { consumer: string; keyText: string }) {
  const [, go] = useLocation();
  const [wantedConsumer, setConsumer] = useState(consumer);
  const [wantedKey, setKey] = useState(keyText);
  return (
    <form
      className={styles.form}
      aria-label="Which key"
      onSubmit={(event) => {
        event.preventDefault();
        go(addressOfKey(wantedConsumer.trim(), wantedKey.trim()));
      }}
    >
      <Entry
        name="consumer"
        label="Consumer"
        value={wantedConsumer}
        onChange={setConsumer}
        hint="Such as order-service/inventory.events"
      />
      <Entry name="key" label="Key" value={wantedKey} onChange={setKey} hint="The order’s id." />
      <button type="submit" className="button secondary">
        Show the queue
      </button>
    </form>
  );
}

function Queue({ service, consumer, keyText }: { service: Service; consumer: string; keyText: string }) {
  const path = `/key?${new URLSearchParams({ consumer, key: keyText })}`;
  const asked = useAskedOne<Schemas['Key']>(service, path, 5_000);
  const queue = asked.shown[0]?.body;
  return (
    <>
      <Reached asked={asked} />
      {asked.at === 0 && <Coming what="The queue" asked={asked} />}
      {asked.unknown !== undefined && (
        <Notice tone="info" title="No letter of this consumer has this key">
          <p>{asked.unknown}</p>
        </Notice>
      )}
      {queue && (
        <section aria-labelledby="queue">
          <h2 id="queue">
            {queue.blockedAt ? `Blocked since ${utc(queue.blockedAt)}` : 'Nothing of it waits any more'}
          </h2>
          <p>
            <Link to={addressOfOrder(keyText)}>Where this order is</Link>
            {queue.jobId && (
              <>
                {' · '}
                <Link to={addressOfRedrive(service, queue.jobId)}>A redrive has claimed the key</Link>
              </>
            )}
          </p>
          <ol className={styles.queue}>
            {queue.letters.map((letter) => (
              <li key={letter.id}>
                <LetterRow service={service} letter={letter} />
              </li>
            ))}
          </ol>
          {queue.blockedAt && (
            <div className={styles.buttons}>
              <Link to={addressOfPlan({ service, consumer, key: keyText })} className="button">
                Plan a redrive of this key
              </Link>
            </div>
          )}
        </section>
      )}
    </>
  );
}

function LetterRow({ service, letter }: { service: Service; letter: Schemas['Letter'] }) {
  const ref = `${service}/${letter.id}`;
  return (
    <article className={styles.row} aria-label={`Letter ${ref}`}>
      <h3>
        {ref} · {letter.type ?? 'no type'}
      </h3>
      <State of={letter.state} />
      <dl className={styles.facts}>
        <div>
          <dt>kind</dt>
          <dd>{letter.kind === 'POISON' ? 'its handler failed' : 'waits behind another'}</dd>
        </div>
        <div>
          <dt>record</dt>
          <dd>
            {letter.topic}-{letter.partition}@{letter.offset}
          </dd>
        </div>
        <div>
          <dt>since</dt>
          <dd>{utc(letter.diedAt)}</dd>
        </div>
        <div>
          <dt>redrives that failed</dt>
          <dd>{letter.attempts}</dd>
        </div>
        {letter.kind === 'POISON' && (
          <div>
            <dt>error</dt>
            <dd>{letter.lastError ?? letter.error}</dd>
          </div>
        )}
        {letter.resolvedBy && (
          <div>
            <dt>resolved by</dt>
            <dd>
              {letter.resolvedBy}
              {letter.reason ? `: ${letter.reason}` : ''}
            </dd>
          </div>
        )}
      </dl>
      <PayloadOf service={service} id={letter.id} ref_={ref} />
    </article>
  );
}

/** Personal data: nobody sees it by accident, and each look is written down. */
function PayloadOf({ service, id, ref_ }: { service: Service; id: string; ref_: string }) {
  const [answer, setAnswer] = useState<Answer<Schemas['Payload']>>();
  if (answer?.kind === 'done') {
    const { payload, editedPayload, error } = answer.body;
    return (
      <div className={styles.stack}>
        {editedPayload && (
          <>
            <h4>Edited payload</h4>
            <pre className={styles.payload}>{editedPayload}</pre>
          </>
        )}
        <h4>Payload</h4>
        <pre className={styles.payload}>{payload ?? 'It has been removed.'}</pre>
        <h4>Error</h4>
        <pre className={styles.payload}>{error}</pre>
        <div className={styles.buttons}>
          <button
            type="button"
            className="button secondary"
            onClick={() => {
              setAnswer(undefined);
            }}
          >
            Hide the payload
          </button>
        </div>
      </div>
    );
  }
  return (
    <>
      <Outcome answer={answer} again="Press again. Each look that arrives is written down." />
      <div className={styles.buttons}>
        <button
          type="button"
          className="button secondary"
          aria-label={`Show the payload of ${ref_}`}
          onClick={() => {
            void ask<Schemas['Payload']>(service, `/letters/${id}/payload`).then(setAnswer);
          }}
        >
          Show the payload
        </button>
        <p className={styles.soft}>It may hold personal data. The look is written to the audit trail.</p>
      </div>
    </>
  );
}
