import { formatMoney, type Money } from '../api/money.ts';

export function Price({ money }: { money: Money }) {
  return <span className="tabular">{formatMoney(money)}</span>;
}
