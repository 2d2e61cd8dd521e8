import { useAnnouncement } from './announce.ts';

/** Mounted once and empty: screen readers announce only what changes in a region they know. */
export function LiveRegion() {
  return (
    <div role="status" className="visually-hidden">
      {useAnnouncement()}
    </div>
  );
}
