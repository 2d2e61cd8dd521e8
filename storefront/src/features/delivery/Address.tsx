import type { Delivery } from '../../api/checkouts.ts';
import { countryName } from './countries.ts';
import styles from './Address.module.css';

/** @param delivery undefined after it was erased */
export function Address({ delivery }: { delivery: Delivery | undefined }) {
  if (!delivery) {
    return <p>The address of this order was erased.</p>;
  }
  return (
    <address className={styles.address}>
      <span>{delivery.name}</span>
      <span>{delivery.street}</span>
      <span>
        {delivery.postalCode} {delivery.city}
      </span>
      <span>{countryName(delivery.country)}</span>
      <span className={styles.contact}>{delivery.email}</span>
      {delivery.phone && <span className={styles.contact}>{delivery.phone}</span>}
    </address>
  );
}
