/**
 * The page that was saved: verifies files and codes by the bundle inside of it, without a network. Kept apart
 * from the application so that one file holds it all; engine, words and looks are the application's.
 */
import '@/components/plain/plain.css';
import '../verify.css';
import type { Say } from '@/lib/certificate/printed';
import { formatDateTime, type Language } from '@/lib/format/format';
import english from '@/lib/i18n/locales/en/verification.json';
import chinese from '@/lib/i18n/locales/zh-CN/verification.json';
import { scanCamera } from '@/lib/qr/scan';
import type { Report } from '@/lib/verifier/report';
import { Trust } from '@/lib/verifier/trust';
import { verify } from '@/lib/verifier/verify';
import { type Fault, readFile, readPasted } from '../reading';
import { viewOf } from '../view';
import { element, verdict } from './dom';

const CATALOGUES: Record<Language, object> = { 'zh-CN': chinese, en: english };

let language: Language = navigator.language.startsWith('zh') ? 'zh-CN' : 'en';
let report: Report | undefined;
let fault: Fault | undefined;
let camera: AbortController | undefined;

/** The words of the catalogue at hand, with values in their places. */
const say: Say = (key, fallback, values = {}) => {
  const found = key
    .split('.')
    .reduce<unknown>(
      (tree, step) => (tree as Record<string, unknown> | undefined)?.[step],
      CATALOGUES[language],
    );
  const text = typeof found === 'string' ? found : fallback;
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
};
const t = (key: string) => say(key, key);

function trustAtHand(): Trust | undefined {
  const bundle = document.getElementById('bundle')?.textContent?.trim();
  try {
    return bundle ? new Trust(new TextEncoder().encode(bundle)) : undefined;
  } catch {
    return undefined;
  }
}
const trust = trustAtHand();

function show(bytes: Uint8Array | Fault): void {
  camera?.abort();
  camera = undefined;
  report = undefined;
  fault = undefined;
  if (!(bytes instanceof Uint8Array)) fault = bytes;
  else if (trust) report = verify(bytes, trust, Math.floor(Date.now() / 1000));
  draw();
  document.getElementById('result')?.focus();
}

async function take(file: File | null | undefined): Promise<void> {
  if (file) show(await readFile(file));
}

async function scan(): Promise<void> {
  if (camera) {
    camera.abort();
    camera = undefined;
    draw();
    return;
  }
  const closed = new AbortController();
  camera = closed;
  report = undefined;
  fault = undefined;
  draw();
  const video = document.querySelector('video');
  try {
    const text = video && (await scanCamera(video, closed.signal));
    if (text) show(readPasted(text) ?? 'no_code');
  } catch {
    if (!closed.signal.aborted) show('no_camera');
  }
}

function fileInput(id: string, more: Record<string, string> = {}): HTMLInputElement {
  const input = element('input', { id, type: 'file', hidden: true, ...more });
  input.addEventListener('change', () => void take(input.files?.[0]));
  return input;
}

const button = (text: string, onClick: () => void, more = '') =>
  element('button', { type: 'button', class: `ox-button ${more}`, click: onClick }, text);

function intake(): HTMLElement {
  const file = fileInput('file');
  const photo = fileInput('photo', { accept: 'image/*', capture: 'environment' });
  const pasted = element('input', { id: 'pasted', class: 'ox-field__input', autocomplete: 'off' });
  const form = element(
    'form',
    { class: 'ox-intake__paste' },
    element(
      'div',
      { class: 'ox-field' },
      element('label', { class: 'ox-field__label', for: 'pasted' }, t('file.paste')),
      pasted,
    ),
    element('button', { type: 'submit', class: 'ox-button' }, t('file.paste_check')),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    show(readPasted(pasted.value) ?? 'empty');
  });
  const seen = [
    element('video', { muted: true, playsinline: true, 'aria-label': t('file.scanning') }),
    element('p', { role: 'status' }, t('file.aim')),
  ];
  return element(
    'div',
    { class: 'ox-card ox-intake' },
    ...(fault
      ? [element('div', { class: 'ox-alert ox-alert--error', role: 'alert' }, t(`file.${fault}`))]
      : []),
    file,
    photo,
    element(
      'div',
      { class: 'ox-intake__ways' },
      button(t(camera ? 'file.stop' : 'file.camera'), () => void scan()),
      button(t('file.photo'), () => photo.click()),
      button(t('file.choose'), () => file.click()),
    ),
    element('div', { class: 'ox-camera' }, ...(camera ? seen : [])),
    element('p', { class: 'ox-intake__drop' }, t('file.drop')),
    form,
  );
}

function head(): HTMLElement {
  const other: Language = language === 'en' ? 'zh-CN' : 'en';
  const change = button(
    t('offline.language'),
    () => {
      language = other;
      camera?.abort();
      camera = undefined;
      draw();
    },
    'ox-button--quiet ox-saved__language',
  );
  change.lang = other;
  const asOf = trust && say('trust.as_of', '', { at: formatDateTime(trust.madeAt, language) });
  return element(
    'div',
    { class: 'ox-card' },
    change,
    element('h1', {}, t('offline.title')),
    element('p', { class: 'ox-lead' }, t('offline.lead')),
    asOf
      ? element('p', { class: 'ox-field__hint' }, asOf)
      : element('div', { class: 'ox-alert ox-alert--warn' }, t('trust.none')),
  );
}

function draw(): void {
  document.documentElement.lang = language;
  document.title = t('offline.title');
  const result = element('div', { id: 'result', tabindex: '-1', 'aria-live': 'polite' });
  if (report) result.append(verdict(viewOf(report, say, language), t));
  const main = document.getElementById('main');
  main?.replaceChildren(
    element('div', { class: 'ox-verify' }, head(), result, ...(trust ? [intake()] : [])),
  );
}

/** Files may be dropped anywhere; without this the browser would open them instead. */
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  void take(event.dataTransfer?.files[0]);
});

draw();
