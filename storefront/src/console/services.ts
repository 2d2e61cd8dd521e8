import type { components } from '../api/generated/ops.ts';
import { currentToken } from './session.ts';

export type Schemas = components['schemas'];

/** In the order in which ./shop ops shows them. */
export const SERVICES = ['cart', 'checkout', 'inventory', 'order'] as const;
export type Service = (typeof SERVICES)[number];

/** What became of a question, or of a change, as ./shop ops tells them apart. */
export type Answer<Body> =
  | { kind: 'done'; service: Service; body: Body }
  /** It is not known whether a change took effect. */
  | { kind: 'silent'; service: Service; reason: string }
  /** There is no such thing in that service. */
  | { kind: 'unknown'; service: Service; detail: string }
  | { kind: 'refused'; service: Service; status: number; code: string; detail: string };

const PATIENCE_MILLIS = 10_000;
/** A replay is planned by reading whole topics, and compared by reading whole tables. */
const WHOLE_TOPICS_MILLIS = 120_000;

export function isService(text: string | undefined): text is Service {
  return SERVICES.some((service) => service === text);
}

/** A consumer is called after its service: order-service/inventory.events. */
export function serviceOf(consumer: string): Service | undefined {
  const name = consumer.split('-service')[0];
  return isService(name) ? name : undefined;
}

export function ask<Body>(service: Service, path: string, wanted?: AbortSignal): Promise<Answer<Body>> {
  return send(service, path, {}, wanted);
}

/** Asks all services at the same time. Who does not answer keeps nobody waiting for longer than the patience. */
export function askAll<Body>(path: string, wanted?: AbortSignal): Promise<Answer<Body>[]> {
  return Promise.all(SERVICES.map((service) => ask<Body>(service, path, wanted)));
}

/** @param key the same for every attempt at the same change, which then happens once */
export function change<Body>(
  service: Service,
  path: string,
  body: unknown,
  key: string,
): Promise<Answer<Body>> {
  return send(service, path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(body),
  });
}

async function send<Body>(
  service: Service,
  path: string,
  { headers, ...request }: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> },
  wanted?: AbortSignal,
): Promise<Answer<Body>> {
  const millis = path.startsWith('/replays') && request.method ? WHOLE_TOPICS_MILLIS : PATIENCE_MILLIS;
  const timeout = AbortSignal.timeout(millis);
  try {
    const response = await fetch(`/ops/${service}${path}`, {
      ...request,
      headers: {
        ...headers,
        Accept: 'application/json, application/problem+json',
        Authorization: `Bearer ${currentToken() ?? ''}`,
      },
      credentials: 'omit',
      cache: 'no-store',
      signal: wanted ? AbortSignal.any([wanted, timeout]) : timeout,
    });
    const text = await response.text();
    return read(service, response, text);
  } catch (failure) {
    wanted?.throwIfAborted();
    return {
      kind: 'silent',
      service,
      reason: timeout.aborted
        ? `no answer in ${millis / 1000} s`
        : `the console’s own server cannot be reached${failure instanceof Error ? ` (${failure.message})` : ''}`,
    };
  }
}

function read<Body>(service: Service, response: Response, text: string): Answer<Body> {
  const said = json(text);
  if (response.ok) {
    return said === undefined
      ? { kind: 'silent', service, reason: 'its answer is no JSON' }
      : { kind: 'done', service, body: said as Body };
  }
  const { status } = response;
  const problem = (said ?? {}) as Partial<Schemas['Problem']>;
  const detail = problem.detail ?? `status ${status}`;
  if (status >= 500) {
    return { kind: 'silent', service, reason: `${problem.title ?? 'no answer'} (${status})` };
  }
  return status === 404
    ? { kind: 'unknown', service, detail }
    : { kind: 'refused', service, status, code: problem.code ?? '', detail };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    return undefined;
  }
}
