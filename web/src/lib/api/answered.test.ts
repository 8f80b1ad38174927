import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { answered } from './answered';

it('a reading under way when a write is answered does not put back what was there before', async () => {
  const client = new QueryClient();
  const key = ['thing', '1'];
  const readings: ((value: string) => void)[] = [];
  const observer = new QueryObserver(client, {
    queryKey: key,
    queryFn: () => new Promise<string>((resolve) => readings.push(resolve)),
  });
  const stop = observer.subscribe(() => undefined);
  readings[0]?.('pending');
  await expect.poll(() => client.getQueryData(key)).toBe('pending');

  const again = client.refetchQueries({ queryKey: key });
  await answered(client, key, 'approved');
  readings[1]?.('pending');
  await again;
  expect(readings).toHaveLength(2);
  expect(client.getQueryData(key)).toBe('approved');

  // What is asked for from now on counts again.
  const later = client.refetchQueries({ queryKey: key });
  readings[2]?.('rejected');
  await later;
  expect(client.getQueryData(key)).toBe('rejected');
  stop();
});
