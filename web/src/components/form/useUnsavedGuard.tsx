/**
 * Warns before typed work is left behind: by a link inside the app, by closing the tab, by reloading. Pages
 * hold several forms at once, the router honours one blocker: so forms say here that they hold something,
 * and one `UnsavedBlocker` stands in the way for them all.
 */
import { App } from 'antd';
import { useEffect, useId, useLayoutEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';

/** The forms that hold unsaved work. */
const holding = new Set<string>();

export const holdsUnsaved = (): boolean => holding.size > 0;

function useAsk() {
  const { t } = useTranslation('components');
  const { modal } = App.useApp();
  return (leave: () => void, stay?: () => void) =>
    modal.confirm({
      title: t('unsaved.title'),
      content: t('unsaved.explain'),
      okText: t('unsaved.leave'),
      cancelText: t('unsaved.stay'),
      okButtonProps: { danger: true },
      onOk: leave,
      onCancel: () => stay?.(),
    });
}

/** Once for the whole staff area, around the pages. */
export function UnsavedBlocker() {
  const ask = useAsk();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      holdsUnsaved() && currentLocation.pathname !== nextLocation.pathname,
  );

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (holdsUnsaved()) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asks once each time the blocker closes the way
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    const dialog = ask(blocker.proceed, blocker.reset);
    return () => dialog.destroy();
  }, [blocker.state]);

  return null;
}

/** Runs `leave` at once when no form holds anything, else after a yes. */
export function useLeaveAll(): (leave: () => void) => void {
  const ask = useAsk();
  return (leave) => {
    if (!holdsUnsaved()) return leave();
    ask(() => {
      // Said yes already: the way there must not be asked for again.
      holding.clear();
      leave();
    });
  };
}

export function useUnsavedGuard(dirty: boolean): {
  /** Runs `leave` at once when nothing is unsaved, else after a yes. */
  confirmLeave: (leave: () => void) => void;
} {
  const id = useId();
  const ask = useAsk();

  // Before anything of the caller's runs after the render: what was just saved must not stand in the way.
  useLayoutEffect(() => {
    if (!dirty) return;
    holding.add(id);
    return () => {
      holding.delete(id);
    };
  }, [dirty, id]);

  return {
    confirmLeave: (leave) => {
      if (dirty) ask(leave);
      else leave();
    },
  };
}
