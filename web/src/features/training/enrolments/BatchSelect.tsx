/** Chooses a batch by title or its pinyin initials. */
import { RemoteSelect, type RemoteSelectProps } from '@/components/pickers/RemoteSelect';
import { type Batch, getBatch, listBatches } from '../api';

interface Props extends RemoteSelectProps {
  /** Only those that enrol now. */
  open?: boolean;
  /** Without this one. */
  except?: string;
}

const option = ({ id, title }: Batch) => ({ value: id, label: title });

export function BatchSelect({ open = false, except, ...props }: Props) {
  return (
    <RemoteSelect
      {...props}
      queryKey={['training-batches', 'options-of', open, except]}
      search={async (q, signal) => {
        const page = await listBatches(
          { limit: 20, q, ...(open ? { enrolling: true } : {}) },
          signal,
        );
        return page.items.filter(({ id }) => id !== except).map(option);
      }}
      resolve={async (id) => option(await getBatch(id, new AbortController().signal))}
    />
  );
}
