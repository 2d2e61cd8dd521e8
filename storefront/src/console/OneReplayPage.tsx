import { useState } from 'react';
import { useParams } from 'wouter';
import { Notice } from '../ui/Notice.tsx';
import { isJob } from './addresses.ts';
import { useAskedOne, type Asked } from './asked.ts';
import { Coming } from './Coming.tsx';
import styles from './console.module.css';
import { Entry } from './Entry.tsx';
import { Progress } from './Progress.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { Outcome } from './Outcome.tsx';
import { Reached } from './Reached.tsx';
import { isService, type Schemas, type Service } from './services.ts';
import { Sheet } from './Sheet.tsx';
import { State } from './State.tsx';
import { utc } from './times.ts';
import { usePress } from './usePress.ts';
import { undoUntil } from './words.ts';

type Replay = Schemas['Replay'];

export function OneReplayPage() {
  const { service, id } = useParams();
  return isService(service) && isJob(id) ? <OneReplay service={service} id={id} /> : <NotFoundPage />;
}

function OneReplay({ service, id }: { service: Service; id: string }) {
  const asked = useAskedOne<Replay>(service, `/replays/${id}`, 1_000);
  const replay = asked.shown[0]?.body;
  return (
    <Sheet title="Replay" lead={`${service}/${id}`}>
      <Reached asked={asked} />
      {asked.at === 0 && <Coming what="The replay" asked={asked} />}
      {asked.unknown !== undefined && (
        <Notice tone="danger" title="There is no such replay">
          <p>{asked.unknown}</p>
        </Notice>
      )}
      {replay && (
        <>
          <State of={replay.state} />
          {replay.state !== 'PLANNED' && (
            <Progress
              done={replay.counts.events ?? 0}
              left={replay.counts.left ?? 0}
              what={`events of ${replay.projection}`}
            />
          )}
          {typeof replay.differences === 'number' && (
            <Notice
              tone={replay.differences === 0 ? 'info' : 'warning'}
              title={
                replay.differences === 0
                  ? 'Shadow and table are the same, row by row'
                  : `${replay.differences} rows differ`
              }
            >
              <p>As of the last look.</p>
            </Notice>
          )}
          {replay.detail && (
            <Notice
              tone={replay.state === 'FAILED' ? 'danger' : 'info'}
              title={replay.state === 'FAILED' ? 'It has failed' : 'In detail'}
            >
              <p>{replay.detail}</p>
              {replay.state === 'FAILED' && <p>The table in use is untouched.</p>}
            </Notice>
          )}
          <Steering service={service} replay={replay} asked={asked} />
          <p className={styles.soft}>It runs in the service. Closing this page cancels nothing.</p>
          <Plan replay={replay} />
        </>
      )}
    </Sheet>
  );
}

function Plan({ replay }: { replay: Replay }) {
  const { plan } = replay;
  const events = Object.entries(plan.events).flatMap(([topic, types]) =>
    Object.entries(types as Record<string, number>).map(([type, count]) => ({ topic, type, count })),
  );
  return (
    <section aria-labelledby="plan">
      <h2 id="plan">The plan</h2>
      <ul className={styles.list}>
        {events.map(({ topic, type, count }) => (
          <li key={`${topic} ${type}`}>
            <strong className="tabular">{count}</strong> {type} on {topic}
          </li>
        ))}
      </ul>
      <dl className={styles.facts}>
        <div>
          <dt>that nobody can decode</dt>
          <dd>{plan.undecodable}</dd>
        </div>
        <div>
          <dt>of unknown types</dt>
          <dd>{plan.unknown}</dd>
        </div>
        <div>
          <dt>partitions that have lost events</dt>
          <dd>{plan.gaps.length}</dd>
        </div>
        <div>
          <dt>rows that are copied</dt>
          <dd>{plan.copied}</dd>
        </div>
        <div>
          <dt>dead letters</dt>
          <dd>
            {Object.entries(plan.letters)
              .map(([state, count]) => `${count} ${state}`)
              .join(', ') || 'none'}
          </dd>
        </div>
        <div>
          <dt>reason</dt>
          <dd>{replay.reason}</dd>
        </div>
        <div>
          <dt>planned by</dt>
          <dd>
            {replay.requestedBy}, {utc(replay.createdAt)}
          </dd>
        </div>
        {replay.state === 'PLANNED' && (
          <div>
            <dt>valid until</dt>
            <dd>{utc(replay.expiresAt)}</dd>
          </div>
        )}
        <div>
          <dt>hash</dt>
          <dd>
            <code>{replay.hash}</code>
          </dd>
        </div>
      </dl>
    </section>
  );
}

function Steering({ service, replay, asked }: { service: Service; replay: Replay; asked: Asked<Replay> }) {
  const { press, underWay, answer } = usePress<Replay>(asked.again);
  function ask(verb: string, body?: unknown) {
    press(service, `/replays/${replay.id}/${verb}`, body);
  }
  const plain = (verb: string, text: string) => (
    <button
      type="button"
      className="button secondary"
      aria-disabled={underWay}
      onClick={() => {
        ask(verb);
      }}
    >
      {text}
    </button>
  );
  const { state, projection } = replay;
  return (
    <section aria-labelledby="steering">
      <h2 id="steering">What can be done</h2>
      <Outcome answer={answer} />
      {underWay && <p role="status">Under way …</p>}
      {state === 'PLANNED' && (
        <Typed
          key="run"
          name={projection}
          text="Run this plan"
          meaning="The shadow is built beside live traffic. What shoppers see stays as it is."
          onAgreed={() => {
            ask('run');
          }}
        />
      )}
      {state === 'RUNNING' && typeof replay.differences === 'number' && (
        <Typed
          key={`swap ${replay.differences}`}
          name={projection}
          text={replay.differences === 0 ? 'Swap' : `Swap, with ${replay.differences} rows that differ`}
          meaning="The shadow takes the place of the table. It is refused if another number of rows differs. The table from before can be taken back for a day."
          onAgreed={() => {
            ask('swap', { differences: replay.differences });
          }}
        />
      )}
      {state === 'SWAPPED' && (
        <Typed
          key="undo"
          name={projection}
          text="Undo the swap"
          meaning={`The table from before comes back, with all that came since. Possible until ${undoUntil(replay) ?? 'a day after the swap'}.`}
          onAgreed={() => {
            ask('undo');
          }}
        />
      )}
      <div className={styles.buttons}>
        {state === 'RUNNING' && plain('pause', 'Pause')}
        {state === 'RUNNING' && plain('verify', 'Verify: compare shadow and table')}
        {state === 'PAUSED' && plain('resume', 'Go on')}
        {['PLANNED', 'RUNNING', 'PAUSED'].includes(state) && plain('drop', 'Give it up')}
        {state === 'SWAPPED' && plain('drop', 'Give up the table from before')}
      </div>
      {(state === 'RUNNING' || state === 'PAUSED') && (
        <Rate
          replay={replay}
          onRate={(rate) => {
            ask('rate', { rate });
          }}
        />
      )}
    </section>
  );
}

function Rate({ replay, onRate }: { replay: Replay; onRate: (rate: number | null) => void }) {
  const [rate, setRate] = useState(replay.rate ? String(replay.rate) : '');
  return (
    <form
      className={styles.form}
      aria-label="Rate"
      onSubmit={(event) => {
        event.preventDefault();
        onRate(Number(rate) > 0 ? Number(rate) : null);
      }}
    >
      <Entry
        name="rate"
        label="Rate"
        type="number"
        value={rate}
        onChange={setRate}
        hint={`Events a second at most; now ${replay.rate ?? 'without a limit'}. Live traffic goes first: lower it if that slows down.`}
      />
      <button type="submit" className="button secondary">
        Set the rate
      </button>
    </form>
  );
}

/** A press that cannot be a slip: the name of what it changes has to be typed. */
function Typed({
  name,
  text,
  meaning,
  onAgreed,
}: {
  name: string;
  text: string;
  meaning: string;
  onAgreed: () => void;
}) {
  const [typed, setTyped] = useState('');
  const [judged, setJudged] = useState(false);
  const right = typed.trim() === name;
  return (
    <form
      className={styles.form}
      aria-label={text}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setJudged(true);
        if (right) {
          onAgreed();
        }
      }}
    >
      <p>{meaning}</p>
      <Entry
        name="name"
        label={`Type ${name} to agree`}
        value={typed}
        onChange={setTyped}
        mistake={judged && !right ? `This is not ${name}.` : undefined}
      />
      <button type="submit" className="button" aria-disabled={!right}>
        {text}
      </button>
    </form>
  );
}
