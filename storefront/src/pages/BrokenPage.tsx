import { ConnectionLost } from '../api/http.ts';
import { FailureNotice } from '../ui/FailureNotice.tsx';
import { Page } from '../ui/Page.tsx';

/** Shown instead of a page that failed because of a bug, or whose code did not come. */
export function BrokenPage({ error }: { error: unknown }) {
  return (
    <Page
      title={error instanceof ConnectionLost ? 'This page has not arrived' : 'This page is broken'}
      width="narrow"
    >
      <FailureNotice
        failure={error}
        onRetry={() => {
          // Also finds the files of a newer release. Nothing is lost: the cart is kept by the shop, the rest by this browser.
          window.location.reload();
        }}
      />
    </Page>
  );
}
