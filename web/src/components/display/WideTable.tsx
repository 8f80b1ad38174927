/** A table that scrolls sideways when the screen is narrower than its columns, by keyboard as well. */
import { Table, type TableProps } from 'antd';
import { useEffect, useRef } from 'react';

export function WideTable<R extends object>({
  label,
  ...props
}: TableProps<R> & { label: string }) {
  const frame = useRef<HTMLDivElement>(null);

  // The table has no property for its scrolling element. Columns and rows decide whether there is anything to
  // scroll, hence after each render, and so do fonts and the window, hence whenever a size changes.
  useEffect(() => {
    mark();
    if (typeof ResizeObserver === 'undefined' || !frame.current) return;
    const observer = new ResizeObserver(mark);
    observer.observe(frame.current);
    for (const table of frame.current.querySelectorAll('table')) observer.observe(table);
    return () => observer.disconnect();
  });

  function mark() {
    const scrollers = frame.current?.querySelectorAll<HTMLElement>(
      '.ant-table-content, .ant-table-body',
    );
    // It repeats the heads, hidden, to measure them; with a box to choose all rows the repeated one could
    // be focused without being seen.
    for (const row of frame.current?.querySelectorAll('.ant-table-measure-row') ?? []) {
      row.setAttribute('inert', '');
    }
    for (const scroller of scrollers ?? []) {
      if (scroller.scrollWidth > scroller.clientWidth) {
        scroller.tabIndex = 0;
        scroller.setAttribute('role', 'region');
        scroller.setAttribute('aria-label', label);
      } else {
        scroller.removeAttribute('tabindex');
        scroller.removeAttribute('role');
        scroller.removeAttribute('aria-label');
      }
    }
  }

  return (
    <div ref={frame}>
      <Table<R> scroll={{ x: 'max-content' }} {...props} />
    </div>
  );
}
