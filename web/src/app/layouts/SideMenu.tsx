/** The places that the present role may go to, in sections. */
import { Menu } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useDynamicText } from '@/lib/i18n/useDynamicText';
import { MENU_GROUPS, mayOpen } from '@/lib/routing/feature';
import { useSession } from '@/lib/session/store';
import { menu } from '../menu';

export function SideMenu({ onChosen }: { onChosen?: () => void }) {
  const { t } = useTranslation('menu');
  const { text } = useDynamicText('menu');
  const { grant } = useSession();
  const { pathname } = useLocation();

  const open = menu.filter((entry) => mayOpen(entry.roles, grant?.role));
  // `/students/123` belongs to `/students`; `/` only to itself.
  const here = open
    .filter((entry) =>
      entry.path === '/'
        ? pathname === '/'
        : pathname === entry.path || pathname.startsWith(`${entry.path}/`),
    )
    .sort((a, b) => b.path.length - a.path.length)[0];

  // In a long menu the entry of the page is in sight, also when the page was opened by its address.
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const entry = here && nav.current?.querySelector('.ant-menu-item-selected');
    const frame = nav.current?.closest('.ox-staff__sider');
    if (!entry || !frame) return;
    const [at, seen] = [entry.getBoundingClientRect(), frame.getBoundingClientRect()];
    const end = Math.min(seen.bottom, window.innerHeight);
    if (at.top < seen.top) frame.scrollTop -= seen.top - at.top;
    else if (at.bottom > end) frame.scrollTop += at.bottom - end;
  }, [here]);

  return (
    <nav ref={nav} aria-label={t('label')}>
      <Menu
        mode="inline"
        selectedKeys={here ? [here.path] : []}
        onClick={() => onChosen?.()}
        items={MENU_GROUPS.flatMap((group) => {
          const entries = open.filter((entry) => entry.group === group);
          if (entries.length === 0) return [];
          return [
            {
              type: 'group' as const,
              key: group,
              label: t(`groups.${group}`),
              children: entries.map((entry) => ({
                key: entry.path,
                icon: entry.icon,
                label: <Link to={entry.path}>{text(`entries.${entry.label}`, entry.label)}</Link>,
              })),
            },
          ];
        })}
      />
    </nav>
  );
}
