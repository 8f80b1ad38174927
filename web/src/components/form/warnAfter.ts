/** A rule of a field that only warns: a day or a local time after the last day of something is taken all the same. */
import type { FormRule } from 'antd';

export const warnAfter = (lastDay: string | undefined, message: string): FormRule => ({
  warningOnly: true,
  validator: async (_, value: string | undefined) => {
    if (lastDay && value && value.slice(0, 10) > lastDay) throw new Error(message);
  },
});
