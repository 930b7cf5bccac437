/** 75,000 ms as `1:15`, an hour and more as `1:01:15`. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const pad = (value: number) => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/** 600 s as `10 minutes`. */
export function minutes(seconds: number): string {
  const value = Math.round(seconds / 60);
  return value === 1 ? '1 minute' : value === 60 ? '1 hour' : `${value} minutes`;
}

const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** What was used of something that is counted in minutes: 20 s as `20 s`, 90 s as `1.5 min`. */
export function usedTime(seconds: number): string {
  if (seconds > 0 && seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  return `${number.format(seconds / 60)} min`;
}

const timeOfDay = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const toTheSecond = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const dayAndTime = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** A moment as the reader's language writes it: today's with the time only, to the second when asked. */
export function moment(at: number, { seconds = false, now = Date.now() } = {}): string {
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  return (!today ? dayAndTime : seconds ? toTheSecond : timeOfDay).format(at);
}
