import type { JobHandlers } from '../../platform/jobs/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { findAccount } from '../account/store.ts';
import { mailEach } from '../circle/actions.ts';
import { circleAsksMail, colleagueMail, staffMail } from './mails.tsx';
import { findSchool, listColleagues, listStaff } from './store.ts';

export function schoolJobs(platform: Platform): JobHandlers {
  const { db, baseUrl } = platform;
  return {
    'staff.asked': async ({ school: id = '', member = '' }) => {
      const school = await findSchool(db, { school: id });
      if (!school) return;
      const asked = (await listStaff(db, { school: id })).filter((one) => one.id === member);
      const url = `${baseUrl}/schools/${id}`;
      await mailEach(platform, asked, 'en', { what: 'staff', of: [id, member] }, (say) =>
        staffMail(say, school.name, url),
      );
    },

    'school.asked': async ({ school: id = '', ask = '' }) => {
      const school = await findSchool(db, { school: id });
      if (!school) return;
      const staff = await listStaff(db, { school: id });
      const url = `${baseUrl}/schools/${id}`;
      await mailEach(platform, staff, 'en', { what: 'school-asked', of: [id, ask] }, (say) =>
        circleAsksMail(say, school.name, url),
      );
    },

    // Who has come back by mail, and made a passkey: the others of the staff would know if it was somebody else.
    'passkey.renewed': async ({ account = '', passkey = '' }) => {
      const renewed = await findAccount(db, account);
      if (!renewed) return;
      const colleagues = await listColleagues(db, renewed.address);
      const names = new Map(
        colleagues
          .filter(({ address }) => address === renewed.address)
          .map(({ school, name }) => [school, name]),
      );
      for (const reader of colleagues.filter(({ address }) => address !== renewed.address)) {
        const url = `${baseUrl}/schools/${reader.school}`;
        const name = names.get(reader.school) ?? '';
        await mailEach(platform, [reader], 'en', { what: 'renewed', of: [passkey] }, (say) =>
          colleagueMail(say, name, url),
        );
      }
    },
  };
}
