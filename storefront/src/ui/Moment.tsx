const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });

/** A moment in the shopper's own time zone. */
export function Moment({ at, show }: { at: string; show: 'time' | 'day' }) {
  const moment = new Date(at);
  return <time dateTime={at}>{(show === 'time' ? TIME : DAY).format(moment)}</time>;
}
