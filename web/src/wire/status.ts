import { one } from './parse';

/** How far a run, a step or a tool has come. The one such list of the page. */
export const STATUSES = [
  'pending',
  'running',
  'completed',
  'failed',
  'cancelled',
  'degraded',
] as const;

export type ExecutionStatus = (typeof STATUSES)[number];

export const executionStatus = one(...STATUSES);

/** Whether nothing can follow. */
export function ended(status: ExecutionStatus): boolean {
  return status !== 'pending' && status !== 'running';
}
