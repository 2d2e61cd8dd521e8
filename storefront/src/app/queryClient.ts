import { QueryClient } from '@tanstack/react-query';
import { ConnectionLost, Refusal } from '../api/http.ts';

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, failure) => failures < 2 && mayPass(failure),
        // The shop may be reachable without the internet. A lost connection has its own message.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}

/** A refusal stays a refusal, however often the request is sent; and who has waited long should hear of it. */
function mayPass(failure: unknown): boolean {
  return failure instanceof Refusal
    ? failure.problem.status >= 500
    : failure instanceof ConnectionLost && failure.loss !== 'timeout';
}
