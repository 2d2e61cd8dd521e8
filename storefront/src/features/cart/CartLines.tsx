import { MAX_QUANTITY, type Cart, type CartItem } from '../../api/cart.ts';
import { ProductPicture } from '../../ui/picture/ProductPicture.tsx';
import { Price } from '../../ui/Price.tsx';
import { QuantityField } from '../../ui/QuantityField.tsx';
import styles from './CartLines.module.css';
import { Shortfall } from './Shortfall.tsx';

interface CartLinesProps {
  cart: Cart;
  onQuantity: (item: CartItem, quantity: number) => void;
  onRemove: (sku: string, name: string) => void;
}

export function CartLines({ cart, onQuantity, onRemove }: CartLinesProps) {
  return (
    <ul className={styles.lines} aria-label="Items in your cart">
      {cart.items.map((item) => (
        <Line
          key={item.sku}
          item={item}
          onQuantity={(quantity) => {
            onQuantity(item, quantity);
          }}
          onRemove={() => {
            onRemove(item.sku, item.name);
          }}
        />
      ))}
      {cart.notOrderable?.map(({ sku, reason }) => (
        <li key={sku} className={styles.line}>
          <div className={styles.picture}>
            <ProductPicture sku={sku} soldOut />
          </div>
          <div className={styles.about}>
            <h2 className={styles.name}>{sku}</h2>
            <p className={styles.warning}>
              {reason === 'unknown-product'
                ? 'We no longer sell this. It is not part of your order.'
                : 'This cannot be ordered at the moment. It is not part of your order.'}
            </p>
          </div>
          <div className={styles.controls}>
            <RemoveButton
              name={sku}
              onRemove={() => {
                onRemove(sku, sku);
              }}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}

interface LineProps {
  item: CartItem;
  onQuantity: (quantity: number) => void;
  onRemove: () => void;
}

function Line({ item, onQuantity, onRemove }: LineProps) {
  return (
    <li className={styles.line}>
      <div className={styles.picture}>
        <ProductPicture sku={item.sku} soldOut={item.available === 0} />
      </div>
      <div className={styles.about}>
        <h2 className={styles.name}>{item.name}</h2>
        <p className={styles.unit}>
          <Price money={item.unitPrice} /> each
        </p>
        <Shortfall item={item} onQuantity={onQuantity} />
      </div>
      <div className={styles.controls}>
        <QuantityField name={item.name} quantity={item.quantity} max={MAX_QUANTITY} onChange={onQuantity} />
        <RemoveButton name={item.name} onRemove={onRemove} />
      </div>
      <p className={styles.total}>
        <Price money={item.lineTotal} />
      </p>
    </li>
  );
}

function RemoveButton({ name, onRemove }: { name: string; onRemove: () => void }) {
  return (
    <button type="button" className="button plain" onClick={onRemove}>
      Remove<span className="visually-hidden"> {name}</span>
    </button>
  );
}
