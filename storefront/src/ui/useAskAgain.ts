import { useQueryClient, type QueryKey } from '@tanstack/react-query';

/** Gives up a question to the shop that has no answer yet, and asks it again. */
export function useAskAgain(queryKey: QueryKey): () => void {
  const client = useQueryClient();
  return () => {
    void client.cancelQueries({ queryKey }).then(() => client.refetchQueries({ queryKey }));
  };
}
