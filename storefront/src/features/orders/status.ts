import type { OrderStatus } from '../../api/orders.ts';

export const STATUS_WORDS: Record<OrderStatus, { label: string; sentence: string }> = {
  PLACED: { label: 'Placed', sentence: 'We have your order and are setting your items aside.' },
  CONFIRMED: { label: 'Confirmed', sentence: 'Your items are set aside for you and will be sent.' },
  REJECTED: {
    label: 'Rejected',
    sentence: 'Too little was in stock, so nothing was ordered and nothing is charged.',
  },
  CANCELLED: { label: 'Cancelled', sentence: 'You have cancelled this order. Nothing is charged.' },
};
