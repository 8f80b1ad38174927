/** A select whose options the server finds as one types; for things too many to list. */
import { keepPreviousData, type QueryKey, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useEffect, useState } from 'react';
import { useClear } from './useClear';

const PAUSE_MS = 300;

export interface RemoteOption {
  value: string;
  label: string;
}

export interface RemoteSelectProps {
  /** Given by the form item around it. */
  id?: string;
  value?: string | string[] | null;
  onChange?: (value: string | string[] | undefined) => void;
  multiple?: boolean;
  placeholder?: string;
  label?: string;
  disabled?: boolean;
  allowClear?: boolean;
}

interface Props extends RemoteSelectProps {
  queryKey: QueryKey;
  search: (q: string | undefined, signal: AbortSignal) => Promise<RemoteOption[]>;
  /** The label of a value that was set from outside. */
  resolve: (value: string) => Promise<RemoteOption>;
}

export function RemoteSelect({
  queryKey,
  search,
  resolve,
  value,
  onChange,
  multiple = false,
  label,
  allowClear = true,
  ...rest
}: Props) {
  const clear = useClear();
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  // Labels of what was seen stay known, so that a chosen value keeps its name in the next search.
  const [known, setKnown] = useState<ReadonlyMap<string, string>>(new Map());

  useEffect(() => {
    const timer = window.setTimeout(() => setAsked(typed.trim()), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [typed]);

  const { data, isFetching } = useQuery({
    queryKey: [...queryKey, 'options', asked],
    queryFn: ({ signal }) => search(asked || undefined, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

  const chosen = value === undefined || value === null ? [] : [value].flat();
  const learn = (options: readonly RemoteOption[]) =>
    setKnown((before) => new Map([...before, ...options.map((o) => [o.value, o.label] as const)]));

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when options arrive
  useEffect(() => {
    if (data) learn(data);
  }, [data]);

  const strangers = data
    ? chosen.filter((one) => !known.has(one) && !data.some((option) => option.value === one))
    : [];
  const strangerText = strangers.join('|');
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when unknown values turn up
  useEffect(() => {
    let gone = false;
    for (const one of strangers) {
      resolve(one).then(
        (option) => !gone && learn([option]),
        // Out of sight for this person: the id has to do.
        () => !gone && learn([{ value: one, label: one }]),
      );
    }
    return () => {
      gone = true;
    };
  }, [strangerText]);

  const options = data ?? [];
  const extra = chosen
    .filter((one) => !options.some((option) => option.value === one))
    .map((one) => ({ value: one, label: known.get(one) ?? '…' }));

  return (
    <Select
      {...rest}
      {...(multiple ? { mode: 'multiple' as const } : {})}
      {...(label ? { 'aria-label': label } : {})}
      allowClear={allowClear && clear}
      value={multiple ? chosen : (chosen[0] ?? null)}
      showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }}
      loading={isFetching}
      options={[...extra, ...options]}
      onChange={(next: string | string[] | null | undefined) => onChange?.(next ?? undefined)}
      onOpenChange={(open) => {
        if (!open) setTyped('');
      }}
      style={{ width: '100%', minWidth: 200 }}
    />
  );
}
