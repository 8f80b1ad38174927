/** Warns before typed work is left behind: by a link inside the app, by closing the tab, by reloading. */
import { App } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';

export function useUnsavedGuard(dirty: boolean): {
  /** Runs `leave` at once when nothing is unsaved, else after a yes. */
  confirmLeave: (leave: () => void) => void;
} {
  const { t } = useTranslation('components');
  const { modal } = App.useApp();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty && currentLocation.pathname !== nextLocation.pathname,
  );

  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [dirty]);

  const ask = (leave: () => void, stay?: () => void) =>
    modal.confirm({
      title: t('unsaved.title'),
      content: t('unsaved.explain'),
      okText: t('unsaved.leave'),
      cancelText: t('unsaved.stay'),
      okButtonProps: { danger: true },
      onOk: leave,
      onCancel: () => stay?.(),
    });

  // biome-ignore lint/correctness/useExhaustiveDependencies: asks once each time the blocker closes the way
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    const dialog = ask(blocker.proceed, blocker.reset);
    return () => dialog.destroy();
  }, [blocker.state]);

  return {
    confirmLeave: (leave) => {
      if (dirty) ask(leave);
      else leave();
    },
  };
}
