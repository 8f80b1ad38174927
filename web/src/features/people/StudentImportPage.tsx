import { ImportPage } from './ImportPage';

export default function StudentImportPage() {
  return <ImportPage kind="students" />;
}
