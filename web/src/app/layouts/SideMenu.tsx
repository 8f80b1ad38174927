/** The places that the present role may go to, in sections. */
import { Menu } from 'antd';
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

  return (
    <nav aria-label={t('label')}>
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
