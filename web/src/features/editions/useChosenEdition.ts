/** The edition a page is about: of its path, of `?edition=`, or the one in use. */
import { useParams, useSearchParams } from 'react-router';
import { useEditions } from '@/components/pickers/useEditions';

export function useChosenEdition() {
  const { id } = useParams();
  const [params, setParams] = useSearchParams();
  const known = useEditions();
  const chosen = id ?? params.get('edition') ?? known.current?.id;
  return {
    ...known,
    /** Undefined until the editions are there, or where there are none. */
    editionId: chosen,
    choose: (next: string) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          after.set('edition', next);
          return after;
        },
        { replace: true },
      ),
    /** The path names it already. */
    fixed: id !== undefined,
  };
}
