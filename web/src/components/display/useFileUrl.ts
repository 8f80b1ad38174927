/** A file of the API to be shown in place: a link cannot carry the token, so it is fetched and held while shown. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { fetchFile } from '@/lib/api/download';

/** An address within the browser for what it is given, as long as the page shows it. */
export function useBlobUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    setUrl(undefined);
    if (!blob) return;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}

/** `path`: under /api; nothing is asked for without one. */
export function useFileUrl(path: string | undefined) {
  const { data, error, refetch } = useQuery({
    queryKey: ['file', path],
    enabled: path !== undefined,
    queryFn: ({ signal }) => fetchFile(path ?? '', signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return { url: useBlobUrl(data), type: data?.type, error, refetch };
}
