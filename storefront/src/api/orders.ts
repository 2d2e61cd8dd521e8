import type { components } from './generated/order.ts';
import { ask } from './http.ts';

export type Order = components['schemas']['Order'];
export type OrderStatus = components['schemas']['Status'];
export type Orders = components['schemas']['Orders'];
export type OrderLine = components['schemas']['OrderLine'];
export type Shortage = components['schemas']['Shortage'];
export type Step = components['schemas']['Step'];

const ORDERS = '/order/api/v1/orders';

export function orderPath(orderId: string): string {
  return `${ORDERS}/${encodeURIComponent(orderId)}`;
}

/** @param before `next` of the previous page; undefined for the newest orders */
export function listOrders(before: string | undefined, signal: AbortSignal): Promise<Orders> {
  const query = before === undefined ? '' : `?before=${encodeURIComponent(before)}`;
  return ask(ORDERS + query, { signal });
}

/** Right after checkout the order is still on its way; the service waits for it instead of saying "not found". */
export function getOrder(orderId: string, signal: AbortSignal): Promise<Order> {
  return ask(orderPath(orderId), { headers: { Prefer: 'wait=10' }, signal, timeoutMillis: 20_000 });
}

export function cancelOrder(orderId: string): Promise<Order> {
  return ask(`${orderPath(orderId)}/cancellation`, { method: 'POST' });
}
