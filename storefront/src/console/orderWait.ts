import { addressOfKey, addressOfPlan } from './addresses.ts';
import type { Schemas, Service } from './services.ts';
import { ageText } from './times.ts';

/** What happened to an order in one service. */
export interface Step {
  service: Service;
  at: string;
  kind: string;
  text: string;
  eventId?: string | null | undefined;
  traceId?: string | null | undefined;
  details: Record<string, unknown>;
}

/** Where to go on from there. */
export interface Next {
  to: string;
  text: string;
}

export interface OrderWait {
  sentence: string;
  next: Next[];
}

/** Who has to handle which events. */
const READERS: Record<string, Service[]> = {
  'checkout.order-placed.v1': ['inventory', 'order'],
  'inventory.stock-reserved.v1': ['order'],
  'inventory.stock-rejected.v1': ['order'],
  'order.cancelled.v1': ['inventory'],
};

/** Usual delays are far below it. */
const PATIENCE_MILLIS = 5_000;

export function stepsOf(shown: { service: Service; body: Schemas['OrderTrace'] }[]): Step[] {
  return shown
    .flatMap(({ service, body }) => body.steps.map((step) => ({ ...step, service, details: step.details })))
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

/**
 * What an order waits for, as ./shop ops order says it: the first place of the pipeline that stands still explains all that comes behind
 * it. Nothing follows from what silent services do not show.
 */
export function orderWait(order: string, steps: Step[], silent: Service[], now: number): OrderWait {
  if (steps.length === 0) {
    return say(
      silent.length === 0
        ? `No service knows an order ${order}: it was never accepted, or the id is wrong.`
        : `Nothing is known of ${order} by the services that answered.`,
    );
  }
  return (
    letter(steps, now) ??
    unpublished(steps, now) ??
    unhandled(steps, silent, now) ??
    status(steps, silent, now)
  );
}

function say(sentence: string, ...next: Next[]): OrderWait {
  return { sentence, next };
}

function letter(steps: Step[], now: number): OrderWait | undefined {
  const step = steps.find(({ kind, details }) => kind === 'LETTER' && details.state === 'OPEN');
  if (step === undefined) {
    return undefined;
  }
  const consumer = detail(step, 'consumer');
  const key = detail(step, 'key');
  return say(
    `It has waited for an operator for ${age(step, now)}: ${consumer} could not handle ${type(step)}, which is letter ${step.service}/${detail(step, 'id')}.`,
    { to: addressOfKey(consumer, key), text: 'Look at the queue of its key' },
    { to: addressOfPlan({ service: step.service, consumer, key }), text: 'Plan a redrive of its key' },
  );
}

function unpublished(steps: Step[], now: number): OrderWait | undefined {
  const step = steps.find(
    ({ kind, details, eventId }) =>
      // The proof that an event is published comes up to two seconds after it is.
      kind === 'OUTBOX' && String(details.published) === 'false' && !isHandled(steps, eventId),
  );
  return (
    step &&
    say(
      `It has waited for ${age(step, now)} for the relay of ${step.service} to publish ${type(step)}.${usual(step, now)}`,
      { to: '/', text: 'See how far the relays are behind' },
    )
  );
}

function unhandled(steps: Step[], silent: Service[], now: number): OrderWait | undefined {
  for (const sent of steps.filter(({ kind }) => kind === 'OUTBOX')) {
    const missing = (READERS[type(sent)] ?? []).filter(
      (reader) =>
        !silent.includes(reader) &&
        !steps.some(
          ({ kind, service, eventId }) => kind === 'INBOX' && service === reader && eventId === sent.eventId,
        ),
    );
    if (missing.length > 0) {
      return say(
        `It has waited for ${age(sent, now)} for ${missing.join(' and ')} to handle ${type(sent)}, which is published.${usual(sent, now)}`,
        { to: '/waiting', text: 'See what waits' },
      );
    }
  }
  return undefined;
}

function status(steps: Step[], silent: Service[], now: number): OrderWait {
  const last = steps.findLast(({ kind }) => kind === 'STATUS');
  const name = last ? detail(last, 'status') : '';
  if (last && name !== 'PLACED') {
    return say(`It waits for nothing: it has been ${name} for ${age(last, now)}.`);
  }
  return say(
    (last ? `It has been PLACED for ${age(last, now)}` : 'It has no status') +
      (silent.length === 0
        ? ', and no service shows what it waits for.'
        : ', and what it waits for is in a service that did not answer.'),
    { to: '/waiting', text: 'See what waits' },
  );
}

function isHandled(steps: Step[], event: Step['eventId']): boolean {
  return steps.some(({ kind, eventId }) => kind === 'INBOX' && eventId === event);
}

function usual(step: Step, now: number): string {
  return now - Date.parse(step.at) < PATIENCE_MILLIS ? ' That is usual for a moment.' : '';
}

function age(step: Step, now: number): string {
  return ageText(now - Date.parse(step.at));
}

function type(step: Step): string {
  return detail(step, 'type') || 'an event';
}

function detail({ details }: Step, name: string): string {
  const value = details[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
