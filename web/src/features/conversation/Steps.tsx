import { duration, spoken } from '../../ui/words';
import type { ExecutionStatus } from '../../wire/status';
import { agentName, type Step, type Tool, type Turn } from './conversation';

const WORDS: Record<ExecutionStatus, string> = {
  pending: 'waiting',
  running: 'working',
  completed: 'done',
  degraded: 'done, with gaps',
  failed: 'failed',
  cancelled: 'stopped',
};

const DUTIES = {
  triage: 'Understands the question',
  data: 'Gathers the figures',
  optimization: 'Looks for savings',
  actions: 'Prepares the changes',
  reporting: 'Writes the answer',
} as const;

/** The five agents at work; once they are through, one line that opens. */
export function Steps({ turn, open }: { turn: Turn; open: boolean }) {
  const list = (
    <ol className="steps" aria-label="Steps">
      {turn.steps.map((step) => (
        <StepLine key={step.agent} step={step} />
      ))}
    </ol>
  );
  if (open) return list;
  return (
    <details className="steps-done">
      <summary>{stepsSummary(turn)}</summary>
      {list}
    </details>
  );
}

export function stepsSummary({ steps, ms }: Turn): string {
  const done = steps.filter(({ status }) => status === 'completed' || status === 'degraded').length;
  const tools = steps.reduce((sum, step) => sum + step.tools.length, 0);
  const took = ms === undefined ? '' : ` in ${duration(ms)}`;
  return `${done} of ${steps.length} steps, ${tools} tools${took}`;
}

function StepLine({ step }: { step: Step }) {
  const { agent, status, message, ms, trouble, thoughts, tools } = step;
  return (
    <li className={`step ${status}`} data-agent={agent}>
      <Mark status={status} />
      <div className="step-body">
        <p className="step-head">
          <strong>{agentName(agent)}</strong>
          <span className="step-words">{message || DUTIES[agent]}</span>
          <span className="step-state">
            {WORDS[status]}
            {ms === undefined ? null : ` · ${duration(ms)}`}
          </span>
        </p>
        {status === 'running' && step.progress !== undefined ? (
          <progress max={100} value={step.progress} aria-label={`${agentName(agent)} progress`} />
        ) : null}
        {trouble ? (
          <p className="step-trouble">
            {trouble.message} {trouble.remedy}
          </p>
        ) : null}
        {thoughts.length + tools.length > 0 ? <Work step={step} /> : null}
      </div>
    </li>
  );
}

function Work({ step }: { step: Step }) {
  return (
    <>
      {step.thoughts.map((thought, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: thoughts are only ever added at the end
        <p key={index} className="thought">
          {thought}
        </p>
      ))}
      {step.tools.length > 0 ? (
        <ul className="tools">
          {step.tools.map((tool, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: tools are only ever added at the end
            <ToolLine key={index} tool={tool} />
          ))}
        </ul>
      ) : null}
    </>
  );
}

function ToolLine({ tool }: { tool: Tool }) {
  const parameters = Object.entries(tool.parameters);
  return (
    <li className={`tool ${tool.status}`}>
      <span className="tool-name">{spoken(tool.name)}</span>
      {parameters.length > 0 ? (
        <span className="tool-parameters">
          {parameters.map(([key, value]) => `${key}: ${shown(value)}`).join(', ')}
        </span>
      ) : null}
      <span className="tool-state">
        {tool.ms === undefined ? WORDS[tool.status] : duration(tool.ms)}
      </span>
      {tool.error ? <span className="step-trouble">{tool.error}</span> : null}
    </li>
  );
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function Mark({ status }: { status: ExecutionStatus }) {
  return (
    <svg className="mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <circle cx="10" cy="10" r="8" />
      {status === 'completed' ? <path d="m6.5 10.3 2.4 2.4 4.7-5" /> : null}
      {status === 'degraded' ? <path d="M6.5 10h7" /> : null}
      {status === 'failed' ? <path d="m7.2 7.2 5.6 5.6m0-5.6-5.6 5.6" /> : null}
      {status === 'cancelled' ? <path d="M7.5 7.5h5v5h-5z" /> : null}
      {status === 'running' ? <circle className="dot" cx="10" cy="10" r="3" /> : null}
    </svg>
  );
}
