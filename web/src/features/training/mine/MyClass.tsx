/** What a participant does in their class, one card below the other. */
import { Flex } from 'antd';
import type { Enrolment } from '../api';
import { ResultCard } from '../assessments/judgements/ResultCard';
import { MyCertificate } from './MyCertificate';
import { MyGuidance } from './MyGuidance';
import { MyMaterials } from './MyMaterials';
import { MyTasks } from './MyTasks';
import { NextSession } from './NextSession';

export function MyClass({ enrolment }: { enrolment: Enrolment }) {
  return (
    <Flex vertical gap={12} style={{ marginTop: 12 }}>
      <ResultCard enrolmentId={enrolment.id} />
      {enrolment.status === 'passed' && <MyCertificate enrolment={enrolment} />}
      <NextSession enrolment={enrolment} />
      <MyTasks enrolment={enrolment} />
      <MyGuidance enrolment={enrolment} />
      <MyMaterials batchId={enrolment.batch.id} />
    </Flex>
  );
}
