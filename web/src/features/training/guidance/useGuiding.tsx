/** Records guidance from a list of participants or of what they ask. */
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { GUIDANCE } from './api';
import { GuidanceForm, type Guided } from './GuidanceForm';

export function useGuiding() {
  const { t } = useTranslation('training');
  const { message } = App.useApp();
  const client = useQueryClient();
  const [guided, setGuided] = useState<Guided>();
  const refresh = () => client.invalidateQueries({ queryKey: GUIDANCE });
  return {
    /** Opens the form for somebody. */
    guide: setGuided,
    guidanceForm: (
      <GuidanceForm
        guided={guided}
        onClose={() => setGuided(undefined)}
        // A request changes by being answered or taken back: what was typed can still be recorded by itself.
        onReload={() => {
          setGuided((one) => one && { enrolmentId: one.enrolmentId, name: one.name });
          void message.info(t('guidance.not_open'));
          void refresh();
        }}
        onSaved={async () => {
          setGuided(undefined);
          void message.success(t('guidance.recorded'));
          await refresh();
        }}
      />
    ),
  };
}
