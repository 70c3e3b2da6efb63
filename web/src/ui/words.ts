/** Short forms for reading. All are plain functions of their arguments. */

const WHOLE = new Intl.NumberFormat('en-US');

export function count(value: number): string {
  return WHOLE.format(value);
}

export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A share from 0 to 1 as a percentage; never rounded up to all or down to nothing. */
export function share(value: number): string {
  if (value === 0 || value === 1) return `${value * 100} %`;
  const percent = (Math.abs(value) * 100).toFixed(1);
  const sign = value < 0 ? '−' : '';
  if (percent === '0.0') return `${sign}< 0.1 %`;
  if (percent === '100.0' && Math.abs(value) < 1) return `${sign}> 99.9 %`;
  return `${sign}${percent} %`;
}

export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** A moment in the zone the answer was computed in, so that days are the workspace's days. */
export function moment(instant: string, zone: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: known(zone),
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}

/** `spend_by_model` as a person would write it. */
export function spoken(name: string): string {
  const words = name.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function known(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
