import { useAnnouncement } from './announce.ts';

/** Mounted once and empty: screen readers announce only changes in a region that they already know. */
export function LiveRegion() {
  return (
    <div role="status" className="visually-hidden">
      {useAnnouncement()}
    </div>
  );
}
