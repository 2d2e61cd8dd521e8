import type { components } from './generated/checkout.ts';

/** A refusal in the words of a service (RFC 9457), with the extra fields that some refusals have. */
export type Problem = components['schemas']['CheckoutConflict'];

/** A service answered, and the answer is no. */
export class Refusal extends Error {
  readonly problem: Problem;
  /** When it makes sense to ask again; undefined if the service does not say. */
  readonly retryAfterMillis: number | undefined;

  constructor(problem: Problem, retryAfterMillis?: number) {
    super(`${problem.code}: ${problem.detail}`);
    this.problem = problem;
    this.retryAfterMillis = retryAfterMillis;
  }
}

/** No answer came. It is not known whether the request took effect. */
export class ConnectionLost extends Error {
  constructor(cause: unknown) {
    super('No answer from the shop', { cause });
  }
}

export interface Ask extends Omit<RequestInit, 'body'> {
  body?: unknown;
  timeoutMillis?: number;
}

const TIMEOUT_MILLIS = 15_000;

/** Asks a service and returns the JSON of its answer. */
export async function ask<Answer>(path: string, { body, timeoutMillis, ...init }: Ask = {}): Promise<Answer> {
  const headers = new Headers(init.headers);
  headers.set('Accept', 'application/json, application/problem+json');
  const request: RequestInit = { ...init, headers };
  if (body !== undefined) {
    headers.set('Content-Type', 'application/json');
    request.body = JSON.stringify(body);
  }
  const timeout = AbortSignal.timeout(timeoutMillis ?? TIMEOUT_MILLIS);
  const wanted = init.signal ?? undefined;
  request.signal = wanted ? AbortSignal.any([wanted, timeout]) : timeout;
  const response = await send(path, request, wanted);
  try {
    return (await response.json()) as Answer;
  } catch (failure) {
    wanted?.throwIfAborted();
    throw new ConnectionLost(failure);
  }
}

/**
 * Sends a request and returns its answer unread.
 *
 * @param wanted aborted when the caller no longer wants an answer; any other abort is a lost connection
 * @throws Refusal if the answer says no
 * @throws ConnectionLost if there is none
 */
export async function send(path: string, request: RequestInit, wanted?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await inOneSession(() => fetch(path, request));
  } catch (failure) {
    wanted?.throwIfAborted();
    throw new ConnectionLost(failure);
  }
  if (!response.ok) {
    throw new Refusal(await problemOf(response), retryAfter(response));
  }
  return response;
}

let firstContact: Promise<unknown> | undefined;

/**
 * The first request of a page is sent alone: its answer may bring the session cookie, and two requests without one would
 * become two shoppers.
 */
function inOneSession(request: () => Promise<Response>): Promise<Response> {
  if (firstContact) {
    return firstContact.then(request);
  }
  const first = request();
  firstContact = first.catch(() => {
    firstContact = undefined;
  });
  return first;
}

async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined);
  if (typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string') {
    return body as Problem;
  }
  // A load balancer or a proxy answers without a problem document.
  return {
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    detail: '',
    code: `http-${response.status}`,
  };
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  return Number.isNaN(seconds) ? undefined : seconds * 1000;
}
