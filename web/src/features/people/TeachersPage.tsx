import { MembersPage } from './MembersPage';

export default function TeachersPage() {
  return <MembersPage kind="teachers" />;
}
