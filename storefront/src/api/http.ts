import type { components } from './generated/checkout.ts';
import { object, text, type Check } from './shape.ts';

/** A refusal in the words of a service (RFC 9457), with the extra fields that some refusals have. */
export type Problem = components['schemas']['CheckoutConflict'];

/** A service answered, and the answer is no. */
export class Refusal extends Error {
  readonly problem: Problem;
  /** When it makes sense to ask again; undefined if the service does not say. */
  readonly retryAfterMillis: number | undefined;
  /** Whether a service said so itself; otherwise something on the way did, and it is not known what a service would say. */
  readonly fromService: boolean;

  constructor(problem: Problem, retryAfterMillis?: number, fromService = true) {
    super(`${problem.code}: ${problem.detail}`);
    this.problem = problem;
    this.retryAfterMillis = retryAfterMillis;
    this.fromService = fromService;
  }
}

/** What is known about an answer that did not come. */
export type Loss = 'offline' | 'unreachable' | 'timeout' | 'cut';

/** No answer came. It is not known whether the request took effect. */
export class ConnectionLost extends Error {
  readonly loss: Loss;

  constructor(loss: Loss, cause?: unknown) {
    super('No answer from the shop', { cause });
    this.loss = loss;
  }
}

/**
 * Something answered, but not the shop as this page knows it. It is not known whether the request took effect.
 *
 * `page`: a page for people, as networks show it that want a log-in; `unreadable`: an answer without what it must have.
 */
export class NotTheShop extends Error {
  readonly form: 'page' | 'unreadable';

  constructor(form: 'page' | 'unreadable', cause?: unknown) {
    super('Not an answer of the shop', { cause });
    this.form = form;
  }
}

export interface Ask extends Omit<RequestInit, 'body'> {
  /** What the answer must look like. */
  answer: Check;
  body?: unknown;
  timeoutMillis?: number;
}

const TIMEOUT_MILLIS = 15_000;

/**
 * Asks a service and returns the JSON of its answer.
 *
 * @throws Refusal if the answer says no
 * @throws ConnectionLost if there is none, or only a part of one
 * @throws NotTheShop if it is not what was asked for
 */
export async function ask<Answer>(
  path: string,
  { answer, body, timeoutMillis, ...init }: Ask,
): Promise<Answer> {
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
  if (isPage(response)) {
    throw new NotTheShop('page');
  }
  const said: unknown = await response.json().catch((failure: unknown) => {
    wanted?.throwIfAborted();
    throw new ConnectionLost(timeout.aborted ? 'timeout' : 'cut', failure);
  });
  if (!answer(said)) {
    throw new NotTheShop('unreadable');
  }
  return said as Answer;
}

/**
 * Sends a request and returns its answer unread.
 *
 * @param wanted aborted when the caller no longer wants an answer; any other abort is a lost connection
 * @throws Refusal if the answer says no
 * @throws ConnectionLost if there is none
 * @throws NotTheShop if a page says no, and not the shop
 */
export async function send(path: string, request: RequestInit, wanted?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await inOneSession(() => fetch(path, request));
  } catch (failure) {
    wanted?.throwIfAborted();
    throw new ConnectionLost(lossOf(request), failure);
  }
  if (!response.ok) {
    throw await refusalOf(response);
  }
  return response;
}

function lossOf({ signal }: RequestInit): Loss {
  if (!navigator.onLine) {
    return 'offline';
  }
  return signal?.aborted ? 'timeout' : 'unreachable';
}

function isPage(response: Response): boolean {
  return response.headers.get('Content-Type')?.includes('text/html') ?? false;
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

async function refusalOf(response: Response): Promise<Refusal | NotTheShop> {
  const body: unknown = await response.json().catch(() => undefined);
  if (object({ code: text })(body)) {
    return new Refusal(body as Problem, retryAfter(response));
  }
  const { status, statusText } = response;
  if (isPage(response) && status < 500 && status !== 429) {
    return new NotTheShop('page');
  }
  // A load balancer or a proxy answers without a problem document.
  const problem = { type: 'about:blank', title: statusText, status, detail: '', code: `http-${status}` };
  return new Refusal(problem, retryAfter(response), false);
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  return Number.isNaN(seconds) ? undefined : seconds * 1000;
}
