import { useRef, useState } from 'react';
import { change, type Answer, type Service } from './services.ts';

interface Press {
  what: string;
  key: string;
}

/** Changes something when a button is pressed. Until it is known what became of a press, the next one is the same. */
export function usePress<Body>(onDone: (body: Body) => void) {
  const open = useRef<Press>(undefined);
  const [underWay, setUnderWay] = useState(false);
  const [answer, setAnswer] = useState<Answer<Body>>();

  async function press(service: Service, path: string, body: unknown = {}) {
    if (underWay) {
      return;
    }
    const what = JSON.stringify([service, path, body]);
    if (open.current?.what !== what) {
      open.current = { what, key: crypto.randomUUID() };
    }
    setUnderWay(true);
    const said = await change<Body>(service, path, body, open.current.key);
    if (said.kind !== 'silent') {
      open.current = undefined;
    }
    setAnswer(said);
    setUnderWay(false);
    if (said.kind === 'done') {
      onDone(said.body);
    }
  }

  return {
    press: (service: Service, path: string, body?: unknown) => {
      void press(service, path, body);
    },
    underWay,
    answer,
  };
}
