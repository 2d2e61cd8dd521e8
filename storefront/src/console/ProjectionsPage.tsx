import { Link } from 'wouter';
import { EmptyState } from '../ui/EmptyState.tsx';
import { addressOfReplay } from './addresses.ts';
import { useAskedAll } from './asked.ts';
import { Coming } from './Coming.tsx';
import styles from './console.module.css';
import { Reached } from './Reached.tsx';
import type { Replays } from './ReplayPage.tsx';
import type { Service } from './services.ts';
import { Sheet } from './Sheet.tsx';
import { State } from './State.tsx';
import { utc } from './times.ts';
import { tablesOf, undoUntil } from './words.ts';

/** Each projection with its table in use, the shadow beside it and the table from before. */
export function ProjectionsPage() {
  const asked = useAskedAll<Replays>('/replays?limit=100');
  const projections = asked.shown.flatMap(({ service, body }) =>
    body.projections.map((name) => ({ service, name, ...tablesOf(name, body.replays) })),
  );
  return (
    <Sheet
      title="Projections"
      lead="What is computed from events: the table in use, a shadow beside it, the table from before."
    >
      <Reached asked={asked} />
      {asked.at === 0 && <Coming what="The projections" asked={asked} />}
      {asked.at > 0 && projections.length === 0 && (
        <EmptyState text="No service that answered has a projection.">
          <Link to="/" className="button secondary">
            See what is going on now
          </Link>
        </EmptyState>
      )}
      {projections.map(({ service, name, shadow, before, swapped }) => (
        <section key={`${service} ${name}`} aria-labelledby={`${service}-${name}`}>
          <h2 id={`${service}-${name}`}>
            {name} of {service}
          </h2>
          <div className={styles.figures}>
            <article className={styles.figure} aria-label="live">
              <h3>live</h3>
              <span>
                {swapped?.swappedAt
                  ? `In use since the swap of ${utc(swapped.swappedAt)} by ${swapped.swappedBy ?? 'somebody'}.`
                  : 'In use, as the events came.'}
              </span>
            </article>
            <article className={styles.figure} aria-label="shadow">
              <h3>shadow</h3>
              {shadow ? (
                <>
                  <State of={shadow.state} />
                  <span>
                    {shadow.counts.left ?? 0} events behind
                    {typeof shadow.differences === 'number'
                      ? `, ${shadow.differences} rows differ`
                      : ', not compared yet'}
                  </span>
                  <ReplayLink service={service} id={shadow.id} text="Go on with it" />
                </>
              ) : (
                <>
                  <span>There is none.</span>
                  <Link to="/replay">Build one</Link>
                </>
              )}
            </article>
            <article className={styles.figure} aria-label="before">
              <h3>before</h3>
              {before ? (
                <>
                  <span>Follows the topics; undo until {undoUntil(before)}.</span>
                  <ReplayLink service={service} id={before.id} text="Undo the swap" />
                </>
              ) : (
                <span>There is none.</span>
              )}
            </article>
          </div>
        </section>
      ))}
    </Sheet>
  );
}

function ReplayLink({ service, id, text }: { service: Service; id: string; text: string }) {
  return <Link to={addressOfReplay(service, id)}>{text}</Link>;
}
