import { MembersPage } from './MembersPage';

export default function StudentsPage() {
  return <MembersPage kind="students" />;
}
