import { QueryClient } from '@tanstack/react-query';
import { Refusal } from '../api/http.ts';

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // A refusal stays one however often it is asked for.
        retry: (failures, failure) =>
          failures < 2 && !(failure instanceof Refusal && failure.problem.status < 500),
        // The shop may be near when the internet is away, and a lost connection is told as such.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}
