import type { Service } from './services.ts';

export function addressOfKey(consumer: string, key: string): string {
  return `/key?${new URLSearchParams({ consumer, key })}`;
}

/** What a redrive is planned of. */
export interface Selection {
  service: Service;
  fingerprint?: string;
  consumer?: string;
  key?: string;
  letter?: string;
}

export function addressOfPlan(selection: Selection): string {
  return `/redrive?${new URLSearchParams({ ...selection })}`;
}

export function addressOfRedrive(service: Service, id: string): string {
  return `/redrive/${service}/${id}`;
}

export function addressOfReplay(service: Service, id: string): string {
  return `/replay/${service}/${id}`;
}

export function addressOfOrder(id: string): string {
  return `/order/${encodeURIComponent(id)}`;
}
