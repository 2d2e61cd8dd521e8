import { Notice } from '../ui/Notice.tsx';
import { useNow, type Asked, type Known } from './asked.ts';
import styles from './console.module.css';
import { ageText, clock } from './times.ts';

/** Older than a few rounds of questions: whoever reads it has to know. */
const STALE_MILLIS = 20_000;

/** How old what is shown is, who did not answer and who refused. */
export function Reached({ asked }: { asked: Pick<Asked<unknown>, 'all' | 'at' | 'again'> }) {
  const now = useNow();
  if (asked.at === 0) {
    return null;
  }
  const silent = asked.all.filter((known) => known.silent !== undefined);
  const refused = asked.all.filter((known) => known.refused !== undefined);
  const old = now - asked.at > STALE_MILLIS;
  return (
    <div className={styles.reached}>
      {silent.length > 0 && (
        <Notice
          tone="warning"
          title={
            silent.length === asked.all.length
              ? 'No service answers'
              : `${silent.map(({ service }) => service).join(' and ')} did not answer`
          }
          urgent
        >
          <ul>
            {silent.map((known) => (
              <li key={known.service}>{silence(known)}</li>
            ))}
          </ul>
        </Notice>
      )}
      {refused.map(({ service, refused: detail }) => (
        <Notice key={service} tone="warning" title={`${service} refused`}>
          <p>{detail}</p>
        </Notice>
      ))}
      <p className={old ? styles.stale : styles.fresh}>
        {old ? 'Out of date: ' : ''}
        {since(asked.at, now)}
        {silent.map(({ service, body, at }) => body !== undefined && `; ${service} ${since(at, now)}`)}
        <button type="button" className="button plain" onClick={asked.again}>
          Ask again
        </button>
      </p>
    </div>
  );
}

/** Without an age: what changes every second would be read out every second. */
function silence({ service, silent, body, at }: Known<unknown>): string {
  const rest =
    body === undefined ? 'Nothing of it is shown.' : `What is shown of it is as of ${clock(new Date(at))}.`;
  return `${service}: ${silent}. ${rest}`;
}

function since(at: number, now: number): string {
  return `as of ${clock(new Date(at))}, ${ageText(now - at)} ago`;
}
