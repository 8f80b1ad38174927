/** A state as a coloured tag: the colour repeats what the word and the sign say, never replaces them. */
import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  ExclamationCircleOutlined,
  MinusCircleOutlined,
  SyncOutlined,
} from '@ant-design/icons';
import { Tag } from 'antd';
import type { ReactNode } from 'react';

export type Tone = 'good' | 'bad' | 'warn' | 'active' | 'waiting' | 'neutral';

const LOOK: Record<Tone, { color: string; icon: ReactNode }> = {
  good: { color: 'success', icon: <CheckCircleOutlined /> },
  bad: { color: 'error', icon: <CloseCircleOutlined /> },
  warn: { color: 'warning', icon: <ExclamationCircleOutlined /> },
  active: { color: 'processing', icon: <SyncOutlined /> },
  waiting: { color: 'warning', icon: <ClockCircleOutlined /> },
  neutral: { color: 'default', icon: <MinusCircleOutlined /> },
};

export function StateTag({ tone, children }: { tone: Tone; children: ReactNode }) {
  const look = LOOK[tone];
  return (
    <Tag color={look.color} icon={look.icon}>
      {children}
    </Tag>
  );
}
