import type { components } from './generated/order.ts';
import { ask } from './http.ts';
import { flag, listOf, money, number, object, oneOf, optional, text } from './shape.ts';

export type Order = components['schemas']['Order'];
export type OrderStatus = components['schemas']['Status'];
export type Orders = components['schemas']['Orders'];
export type OrderLine = components['schemas']['OrderLine'];
export type Shortage = components['schemas']['Shortage'];
export type Step = components['schemas']['Step'];

const STATUS = oneOf('PLACED', 'CONFIRMED', 'REJECTED', 'CANCELLED');
const ORDER = object({
  orderId: text,
  status: STATUS,
  placedAt: text,
  lines: listOf(object({ sku: text, name: text, quantity: number, unitPrice: money })),
  total: money,
  delivery: optional(object({ name: text, country: text })),
  shortages: listOf(object({ sku: text, requested: number, available: number })),
  cancellable: flag,
  steps: listOf(object({ status: STATUS, at: text })),
});
const LIST = object({ orders: listOf(ORDER), next: optional(text) });

const ORDERS = '/order/api/v1/orders';

export function orderPath(orderId: string): string {
  return `${ORDERS}/${encodeURIComponent(orderId)}`;
}

/** @param before `next` of the previous page; undefined for the newest orders */
export function listOrders(before: string | undefined, signal: AbortSignal): Promise<Orders> {
  const query = before === undefined ? '' : `?before=${encodeURIComponent(before)}`;
  return ask(ORDERS + query, { answer: LIST, signal });
}

/** Right after checkout the order is still on its way; the service waits for it instead of saying "not found". */
export function getOrder(orderId: string, signal: AbortSignal): Promise<Order> {
  return ask(orderPath(orderId), {
    answer: ORDER,
    headers: { Prefer: 'wait=10' },
    signal,
    timeoutMillis: 20_000,
  });
}

export function cancelOrder(orderId: string): Promise<Order> {
  return ask(`${orderPath(orderId)}/cancellation`, { answer: ORDER, method: 'POST' });
}
