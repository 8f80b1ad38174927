/** What a participant does in their class, one card below the other. */
import { Flex } from 'antd';
import type { Enrolment } from '../api';
import { MyGuidance } from './MyGuidance';
import { MyMaterials } from './MyMaterials';
import { MyTasks } from './MyTasks';
import { AFTER, BEFORE } from './slots';

export function MyClass({ enrolment }: { enrolment: Enrolment }) {
  return (
    <Flex vertical gap={12} style={{ marginTop: 12 }}>
      {BEFORE.map((Part) => (
        <Part key={Part.displayName ?? Part.name} enrolment={enrolment} />
      ))}
      <MyTasks enrolment={enrolment} />
      <MyGuidance enrolment={enrolment} />
      <MyMaterials batchId={enrolment.batch.id} />
      {AFTER.map((Part) => (
        <Part key={Part.displayName ?? Part.name} enrolment={enrolment} />
      ))}
    </Flex>
  );
}
