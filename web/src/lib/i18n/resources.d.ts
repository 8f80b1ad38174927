/** Tells the typed `t` which keys there are. A new catalogue adds its line; a test holds the list complete. */
import 'i18next';
import type account from './locales/zh-CN/account.json';
import type apiClients from './locales/zh-CN/api_clients.json';
import type apply from './locales/zh-CN/apply.json';
import type audit from './locales/zh-CN/audit.json';
import type auth from './locales/zh-CN/auth.json';
import type branches from './locales/zh-CN/branches.json';
import type certificateTemplates from './locales/zh-CN/certificate_templates.json';
import type certificates from './locales/zh-CN/certificates.json';
import type cohorts from './locales/zh-CN/cohorts.json';
import type common from './locales/zh-CN/common.json';
import type components from './locales/zh-CN/components.json';
import type editions from './locales/zh-CN/editions.json';
import type errors from './locales/zh-CN/errors.json';
import type home from './locales/zh-CN/home.json';
import type institutions from './locales/zh-CN/institutions.json';
import type issuance from './locales/zh-CN/issuance.json';
import type liveSessions from './locales/zh-CN/live_sessions.json';
import type menu from './locales/zh-CN/menu.json';
import type notices from './locales/zh-CN/notices.json';
import type overview from './locales/zh-CN/overview.json';
import type people from './locales/zh-CN/people.json';
import type printing from './locales/zh-CN/printing.json';
import type regions from './locales/zh-CN/regions.json';
import type registries from './locales/zh-CN/registries.json';
import type results from './locales/zh-CN/results.json';
import type rules from './locales/zh-CN/rules.json';
import type shares from './locales/zh-CN/shares.json';
import type training from './locales/zh-CN/training.json';
import type transfers from './locales/zh-CN/transfers.json';
import type users from './locales/zh-CN/users.json';
import type verification from './locales/zh-CN/verification.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      account: typeof account;
      api_clients: typeof apiClients;
      apply: typeof apply;
      audit: typeof audit;
      auth: typeof auth;
      branches: typeof branches;
      certificate_templates: typeof certificateTemplates;
      certificates: typeof certificates;
      cohorts: typeof cohorts;
      common: typeof common;
      components: typeof components;
      editions: typeof editions;
      errors: typeof errors;
      home: typeof home;
      institutions: typeof institutions;
      issuance: typeof issuance;
      live_sessions: typeof liveSessions;
      menu: typeof menu;
      notices: typeof notices;
      overview: typeof overview;
      people: typeof people;
      printing: typeof printing;
      regions: typeof regions;
      registries: typeof registries;
      results: typeof results;
      rules: typeof rules;
      shares: typeof shares;
      training: typeof training;
      transfers: typeof transfers;
      users: typeof users;
      verification: typeof verification;
    };
  }
}
