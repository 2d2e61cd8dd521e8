import { useRouter } from '@tanstack/react-router';
import { FailureNotice } from '../ui/FailureNotice.tsx';
import { Page } from '../ui/Page.tsx';

/** Shown instead of a page that failed because of a bug. */
export function BrokenPage({ error }: { error: unknown }) {
  const router = useRouter();
  return (
    <Page title="This page is broken" width="narrow">
      <FailureNotice failure={error} onRetry={() => void router.invalidate()} />
    </Page>
  );
}
