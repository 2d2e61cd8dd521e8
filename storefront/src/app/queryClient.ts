import { QueryClient } from '@tanstack/react-query';
import { Refusal } from '../api/http.ts';

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // A refusal stays a refusal, however often the request is sent.
        retry: (failures, failure) =>
          failures < 2 && !(failure instanceof Refusal && failure.problem.status < 500),
        // The shop may be reachable without the internet. A lost connection has its own message.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}
