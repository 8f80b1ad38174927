/** The component library's theme and language, for everything behind the sign-in. */
import { App, ConfigProvider } from 'antd';
import enGB from 'antd/locale/en_GB';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { UnsavedBlocker } from '@/components/form/useUnsavedGuard';
import { useReducedMotion } from '@/lib/browser/useReducedMotion';

const FONT =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', Roboto, Helvetica, Arial, sans-serif";

export function StaffProviders({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const still = useReducedMotion();
  const english = i18n.language === 'en';
  useEffect(() => {
    dayjs.locale(english ? 'en' : 'zh-cn');
  }, [english]);
  return (
    <ConfigProvider
      locale={english ? enGB : zhCN}
      // Between two Chinese characters antd would put a space; a label is a word.
      button={{ autoInsertSpace: false }}
      theme={{
        token: {
          motion: !still,
          colorPrimary: '#1d5bb8',
          // Darker under the pointer: lighter would fall below the contrast of text.
          colorPrimaryHover: '#17498f',
          colorPrimaryActive: '#123a73',
          colorLink: '#1d5bb8',
          colorLinkHover: '#17498f',
          // Dark enough for text on white and on their own pale grounds (WCAG 2.2, 1.4.3).
          colorError: '#b42318',
          colorErrorText: '#b42318',
          colorSuccess: '#176b3a',
          colorWarning: '#8a5300',
          colorInfo: '#1d5bb8',
          colorErrorBg: '#fef3f2',
          colorErrorBorder: '#f5b5ae',
          colorSuccessBg: '#eefaf2',
          colorSuccessBorder: '#a5dabb',
          colorWarningBg: '#fff7e6',
          colorWarningBorder: '#f0cd86',
          colorInfoBg: '#eef4fd',
          colorInfoBorder: '#b4d0f4',
          colorTextSecondary: '#566273',
          colorTextTertiary: '#566273',
          colorTextDescription: '#566273',
          colorTextPlaceholder: '#667386',
          colorBgLayout: '#f3f6fa',
          borderRadius: 8,
          fontFamily: FONT,
        },
        components: {
          Layout: { headerBg: '#fff', siderBg: '#fff', headerHeight: 56, headerPadding: '0 16px' },
          Menu: { itemBorderRadius: 8, activeBarBorderWidth: 0 },
        },
      }}
    >
      <App>
        <UnsavedBlocker />
        {children}
      </App>
    </ConfigProvider>
  );
}
