import { Link } from 'wouter';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Page } from '../ui/Page.tsx';

export function NotFoundPage() {
  return (
    <Page title="This page does not exist" width="narrow">
      <EmptyState text="The address may be mistyped, or the page is gone.">
        <Link to="/" className="button">
          Back to the shop
        </Link>
      </EmptyState>
    </Page>
  );
}
