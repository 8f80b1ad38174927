/** Searches while typing, but never in the middle of a word that an input method is still composing. */
import { SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { useEffect, useRef, useState } from 'react';

const PAUSE_MS = 300;

interface Props {
  value: string | undefined;
  placeholder: string;
  onSearch: (value: string | undefined) => void;
}

export function SearchBox({ value, placeholder, onSearch }: Props) {
  const [typed, setTyped] = useState(value ?? '');
  const composing = useRef(false);
  const timer = useRef<number | undefined>(undefined);
  // The page may have moved on within the pause: what stands in its address by then must not be undone.
  const latest = useRef(onSearch);

  useEffect(() => setTyped(value ?? ''), [value]);
  useEffect(() => {
    latest.current = onSearch;
  }, [onSearch]);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const search = (text: string) => {
    window.clearTimeout(timer.current);
    latest.current(text.trim() || undefined);
  };
  const later = (text: string) => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => search(text), PAUSE_MS);
  };

  return (
    <Input
      allowClear
      prefix={<SearchOutlined />}
      type="search"
      value={typed}
      placeholder={placeholder}
      aria-label={placeholder}
      style={{ width: 280, maxWidth: '100%' }}
      onChange={(event) => {
        setTyped(event.target.value);
        if (!composing.current) later(event.target.value);
      }}
      onCompositionStart={() => {
        composing.current = true;
        window.clearTimeout(timer.current);
      }}
      onCompositionEnd={(event) => {
        composing.current = false;
        later(event.currentTarget.value);
      }}
      onPressEnter={(event) => {
        if (!composing.current) search(event.currentTarget.value);
      }}
    />
  );
}
