const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** 3 min 20 s: two units are enough to decide. */
export function ageText(millis: number): string {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3_600) {
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }
  return seconds < 86_400
    ? `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`
    : `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3_600)} h`;
}

/** In UTC, as logs have it, and in the zone of whoever looks if that is another one. */
export function utc(at: string): string {
  const time = new Date(at);
  const here = time.getTimezoneOffset() === 0 ? '' : ` (${clock(time)} here)`;
  return `${time.toISOString().replace('T', ' ').slice(0, 19)} UTC${here}`;
}

export function clock(at: Date): string {
  return CLOCK.format(at);
}
