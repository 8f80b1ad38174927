/** The work of all classes that one has to do with. */
import { TaskList } from './TaskList';

export default function TasksPage() {
  return <TaskList />;
}
