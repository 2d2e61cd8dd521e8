import { Link, useParams } from 'wouter';
import { Notice } from '../ui/Notice.tsx';
import { addressOfKey, isJob } from './addresses.ts';
import { useAskedOne } from './asked.ts';
import { Coming } from './Coming.tsx';
import styles from './console.module.css';
import { Progress } from './Progress.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { Outcome } from './Outcome.tsx';
import { Reached } from './Reached.tsx';
import { isService, type Schemas, type Service } from './services.ts';
import { Sheet } from './Sheet.tsx';
import { State } from './State.tsx';
import { utc } from './times.ts';
import { usePress } from './usePress.ts';
import { countsText } from './words.ts';

type Verb = 'run' | 'pause' | 'resume' | 'stop';

/** What can be asked of a redrive in its state. */
const VERBS: Partial<Record<Schemas['Redrive']['state'], Verb[]>> = {
  PLANNED: ['run', 'stop'],
  RUNNING: ['pause', 'stop'],
  PAUSED: ['resume', 'stop'],
};

const TEXTS: Record<Verb, string> = {
  run: 'Run this plan',
  pause: 'Pause behind this letter',
  resume: 'Go on',
  stop: 'Stop',
};

export function OneRedrivePage() {
  const { service, id } = useParams();
  return isService(service) && isJob(id) ? <OneRedrive service={service} id={id} /> : <NotFoundPage />;
}

function OneRedrive({ service, id }: { service: Service; id: string }) {
  const asked = useAskedOne<Schemas['Redrive']>(service, `/redrives/${id}`, 1_000);
  const { press, underWay, answer } = usePress<Schemas['Redrive']>(asked.again);
  const job = asked.shown[0]?.body;
  const done = job ? job.keys - (job.counts.left ?? 0) : 0;
  return (
    <Sheet title="Redrive" lead={`${service}/${id}`}>
      <Reached asked={asked} />
      {asked.at === 0 && <Coming what="The redrive" asked={asked} />}
      {asked.unknown !== undefined && (
        <Notice tone="danger" title="There is no such redrive">
          <p>{asked.unknown}</p>
        </Notice>
      )}
      {job && (
        <>
          <State of={job.state} />
          {job.state !== 'PLANNED' && (
            <>
              <Progress done={done} left={job.counts.left ?? 0} what="keys" />
              <p>{countsText(job.counts)}</p>
            </>
          )}
          {job.state === 'PAUSED' && job.canary && (
            <Notice tone="info" title="It has paused behind the canary">
              <p>Look whether the first keys came out right, then let it go on.</p>
            </Notice>
          )}
          {(job.counts.failed ?? 0) > 0 && (
            <Notice tone="danger" title={`${job.counts.failed} keys failed again`}>
              <p>
                They wait as before. <Link to="/waiting">See what waits</Link>
              </p>
            </Notice>
          )}
          <dl className={styles.facts}>
            <div>
              <dt>letters</dt>
              <dd>{job.letters}</dd>
            </div>
            <div>
              <dt>keys</dt>
              <dd>{job.keys}</dd>
            </div>
            <div>
              <dt>reason</dt>
              <dd>{job.reason}</dd>
            </div>
            <div>
              <dt>planned by</dt>
              <dd>
                {job.requestedBy}, {utc(job.createdAt)}
              </dd>
            </div>
            {job.startedBy && job.startedAt && (
              <div>
                <dt>started by</dt>
                <dd>
                  {job.startedBy}, {utc(job.startedAt)}
                </dd>
              </div>
            )}
            {job.state === 'PLANNED' && (
              <div>
                <dt>valid until</dt>
                <dd>{utc(job.expiresAt)}</dd>
              </div>
            )}
            <div>
              <dt>hash of the list</dt>
              <dd>
                <code>{job.hash.slice(0, 12)}</code>
              </dd>
            </div>
          </dl>
          <Outcome answer={answer} />
          <div className={styles.buttons}>
            {(VERBS[job.state] ?? []).map((verb) => (
              <button
                key={verb}
                type="button"
                className={verb === 'run' || verb === 'resume' ? 'button' : 'button secondary'}
                aria-disabled={underWay}
                onClick={() => {
                  press(service, `/redrives/${id}/${verb}`);
                }}
              >
                {TEXTS[verb]}
              </button>
            ))}
          </div>
          <p className={styles.soft}>It runs in the service. Closing this page stops nothing.</p>
          <section aria-labelledby="items">
            <h2 id="items">The list</h2>
            <ul className={styles.list}>
              {job.items.map((item) => (
                <li key={`${item.consumer} ${item.key} ${item.upto}`} className={styles.row}>
                  <h3>
                    {item.key ? <Link to={addressOfKey(item.consumer, item.key)}>{item.key}</Link> : 'no key'}
                  </h3>
                  <p>
                    {item.consumer}, letters {item.letters}, up to {service}/{item.upto}
                  </p>
                  {job.state !== 'PLANNED' && <State of={item.state} />}
                  {item.detail && <p>{item.detail}</p>}
                </li>
              ))}
            </ul>
          </section>
        </>
      )}
    </Sheet>
  );
}
