/** All training classes in one's reach. */
import { ClassList } from './ClassList';

export default function ClassesPage() {
  return <ClassList />;
}
