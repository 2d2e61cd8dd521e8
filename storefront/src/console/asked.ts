import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ask, askAll, type Answer, type Service } from './services.ts';
import { signOut } from './session.ts';

/** What is known of a service: its last answer, and whether it is the one to the last question. */
export interface Known<Body> {
  service: Service;
  /** Undefined if it has never answered, or has no such thing. */
  body: Body | undefined;
  /** When it said so, in milliseconds. */
  at: number;
  /** Why it is not the answer to the last question. */
  silent: string | undefined;
  refused: string | undefined;
}

export interface Asked<Body> {
  all: Known<Body>[];
  /** What is shown, in the order of the services. */
  shown: { service: Service; body: Body }[];
  /** When the last question was answered by whoever answered; 0 before that. */
  at: number;
  again: () => void;
}

/** Puts the answers to a question beside those to the question before: what is old is better than nothing if it says so. */
export function merge<Body>(answers: Answer<Body>[], before: Known<Body>[], now: number): Known<Body>[] {
  return answers.map((answer) => {
    const known = before.find(({ service }) => service === answer.service);
    const { service } = answer;
    switch (answer.kind) {
      case 'done':
        return { service, body: answer.body, at: now, silent: undefined, refused: undefined };
      case 'unknown':
        return { service, body: undefined, at: now, silent: undefined, refused: undefined };
      case 'silent':
        return { service, body: known?.body, at: known?.at ?? 0, silent: answer.reason, refused: undefined };
      case 'refused':
        return { service, body: undefined, at: now, silent: undefined, refused: answer.detail };
    }
  });
}

/** Whether everybody who answered does not know the token. */
export function isRefused(answers: Answer<unknown>[]): boolean {
  const spoke = answers.filter(({ kind }) => kind !== 'silent');
  return spoke.length > 0 && spoke.every((answer) => answer.kind === 'refused' && answer.status === 401);
}

const NONE: never[] = [];

function useQuestion<Body>(
  key: string[],
  question: (wanted: AbortSignal) => Promise<Answer<Body>[]>,
  everyMillis: number | false,
): Asked<Body> {
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ client, queryKey, signal }) => {
      const answers = await question(signal);
      if (isRefused(answers)) {
        signOut('refused');
      }
      return merge(answers, client.getQueryData<Known<Body>[]>(queryKey) ?? [], Date.now());
    },
    refetchInterval: everyMillis,
  });
  const all = query.data ?? NONE;
  return {
    all,
    shown: all.flatMap(({ service, body }) => (body === undefined ? [] : [{ service, body }])),
    at: query.dataUpdatedAt,
    again: () => void query.refetch(),
  };
}

/** What all services say to a question, again and again. */
export function useAskedAll<Body>(path: string, everyMillis: number | false = 5_000): Asked<Body> {
  return useQuestion(['all', path], (wanted) => askAll<Body>(path, wanted), everyMillis);
}

/** Several questions as one: a service is silent, or refuses, if it does so to one of them. */
export function together(...questions: Asked<unknown>[]): Pick<Asked<unknown>, 'all' | 'at' | 'again'> {
  return {
    all: (questions[0]?.all ?? []).map((first) => {
      const answers = questions.flatMap(({ all }) => all.filter(({ service }) => service === first.service));
      return answers.find(({ silent, refused }) => silent !== undefined || refused !== undefined) ?? first;
    }),
    at: Math.min(...questions.map(({ at }) => at)),
    again: () => {
      questions.forEach(({ again }) => {
        again();
      });
    },
  };
}

/** What one service says. */
export function useAskedOne<Body>(
  service: Service,
  path: string,
  everyMillis: number | false,
): Asked<Body> & { unknown: string | undefined } {
  const [unknown, setUnknown] = useState<string>();
  const asked = useQuestion<Body>(
    [service, path],
    async (wanted) => {
      const answer = await ask<Body>(service, path, wanted);
      setUnknown(answer.kind === 'unknown' ? answer.detail : undefined);
      return [answer];
    },
    everyMillis,
  );
  return { ...asked, unknown };
}

/** The time, once a second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 1_000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}
