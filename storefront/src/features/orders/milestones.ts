import type { Order, OrderStatus } from '../../api/orders.ts';

export interface Milestone {
  label: string;
  state: 'done' | 'waiting' | 'ahead' | 'refused';
  at?: string;
}

/**
 * The steps of an order as its shopper sees them. An order is confirmed when its stock is reserved: this is one moment, and
 * the shop has one time for both.
 */
export function milestonesOf(order: Order): Milestone[] {
  const placed = reached('Placed', order, 'PLACED');
  const rejected = timeOf(order, 'REJECTED');
  const cancelled = timeOf(order, 'CANCELLED');
  const confirmed = timeOf(order, 'CONFIRMED');
  if (rejected !== undefined) {
    return [
      placed,
      { label: 'Stock too low', state: 'refused', at: rejected },
      { label: 'Rejected', state: 'refused', at: rejected },
    ];
  }
  const way: Milestone[] = [placed];
  if (confirmed !== undefined || cancelled === undefined) {
    way.push(
      reached('Stock reserved', order, 'CONFIRMED', 'waiting'),
      reached('Confirmed', order, 'CONFIRMED'),
    );
  }
  if (cancelled !== undefined) {
    way.push({ label: 'Cancelled', state: 'refused', at: cancelled });
  }
  return way;
}

function reached(
  label: string,
  order: Order,
  status: OrderStatus,
  otherwise: 'waiting' | 'ahead' = 'ahead',
): Milestone {
  const at = timeOf(order, status);
  return at === undefined ? { label, state: otherwise } : { label, state: 'done', at };
}

function timeOf(order: Order, status: OrderStatus): string | undefined {
  return order.steps.find((step) => step.status === status)?.at;
}
