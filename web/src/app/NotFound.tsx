import { ErrorPage } from '@/components/plain/ErrorPage';

export default function NotFound() {
  return <ErrorPage kind="not_found" />;
}
