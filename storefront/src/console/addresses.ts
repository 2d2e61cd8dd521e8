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

/** Whether a part of an address is the id of a job, and so nothing that leads elsewhere in the operators' API. */
export function isJob(id: string | undefined): id is string {
  return id !== undefined && /^[0-9a-f-]{36}$/i.test(id);
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
