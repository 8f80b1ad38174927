/** The enrolments of one's school, region or the country. */
import { UserAddOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '@/lib/session/store';
import { ENROLLERS } from '../api';
import { EnrolmentList } from './EnrolmentList';

export default function EnrolmentsPage() {
  const { t } = useTranslation('training');
  const { grant } = useSession();
  const enroller = grant !== undefined && ENROLLERS.includes(grant.role);
  return (
    <EnrolmentList
      actions={
        enroller && (
          <Link to="/training/enrol">
            <Button type="primary" icon={<UserAddOutlined />} tabIndex={-1}>
              {t('to_enrol')}
            </Button>
          </Link>
        )
      }
    />
  );
}
