import { Loading } from '../ui/Loading.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';

/** Keeps the place of what has not been answered yet. */
export function Coming({ what, asked }: { what: string; asked: { again: () => void } }) {
  return (
    <Loading what={what} onAskAgain={asked.again}>
      <Skeleton shape="row" />
      <Skeleton shape="block" />
    </Loading>
  );
}
