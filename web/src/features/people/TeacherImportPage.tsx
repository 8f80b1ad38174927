import { ImportPage } from './ImportPage';

export default function TeacherImportPage() {
  return <ImportPage kind="teachers" />;
}
