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
              <li key={known.service}>{silence(known, now)}</li>
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
        {old ? 'Out of date: ' : ''}as of {clock(new Date(asked.at))}, {ageText(now - asked.at)} ago
        <button type="button" className="button plain" onClick={asked.again}>
          Ask again
        </button>
      </p>
    </div>
  );
}

function silence({ service, silent, body, at }: Known<unknown>, now: number): string {
  const rest =
    body === undefined ? 'Nothing of it is shown.' : `What is shown of it is ${ageText(now - at)} old.`;
  return `${service}: ${silent}. ${rest}`;
}
