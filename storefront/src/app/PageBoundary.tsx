import { Component, Suspense, type ReactNode } from 'react';
import { BrokenPage } from '../pages/BrokenPage.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';

interface Failed {
  failure?: unknown;
}

/** Shows something instead of a page whose code is on its way, or that failed. */
export class PageBoundary extends Component<{ children: ReactNode }, Failed> {
  override state: Failed = {};

  static getDerivedStateFromError(failure: unknown): Failed {
    return { failure };
  }

  override render() {
    if ('failure' in this.state) {
      return <BrokenPage error={this.state.failure} />;
    }
    return <Suspense fallback={<ComingPage />}>{this.props.children}</Suspense>;
  }
}

/** Has no heading: the one of the page gets the focus when it is here. */
function ComingPage() {
  return (
    <Loading
      what="This page"
      onAskAgain={() => {
        window.location.reload();
      }}
    >
      <Skeleton shape="row" />
      <Skeleton shape="block" />
    </Loading>
  );
}
