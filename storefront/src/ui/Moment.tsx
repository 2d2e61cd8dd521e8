const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const MINUTE = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });
const FORMATS = { time: TIME, minute: MINUTE, day: DAY };

/** A moment in the shopper's own time zone. */
export function Moment({ at, show }: { at: string; show: keyof typeof FORMATS }) {
  return <time dateTime={at}>{FORMATS[show].format(new Date(at))}</time>;
}
