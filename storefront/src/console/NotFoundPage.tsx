import { Link } from 'wouter';
import { Sheet } from './Sheet.tsx';

export function NotFoundPage() {
  return (
    <Sheet title="Nothing is here">
      <p>
        The console has no page at this address. <Link to="/">See what is going on now</Link>.
      </p>
    </Sheet>
  );
}
