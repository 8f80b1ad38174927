/** A file, a picture, the camera or a pasted link: whatever holds a certificate, as bytes. */
import { type DragEvent, type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainAlert, PlainButton, PlainField } from '@/components/plain/Plain';
import { type Fault, readFile, readPasted } from './reading';

interface Props {
  onBytes: (bytes: Uint8Array) => void;
  /** A former result does not stand beside what is looked at now. */
  onStart: () => void;
}

function Camera({ onText, onFault }: { onText: (text: string) => void; onFault: () => void }) {
  const { t } = useTranslation('verification');
  const video = useRef<HTMLVideoElement>(null);
  const found = useRef({ onText, onFault });
  found.current = { onText, onFault };
  useEffect(() => {
    const closed = new AbortController();
    const scan = async () => {
      try {
        const { scanCamera } = await import('@/lib/qr/scan');
        if (!video.current || closed.signal.aborted) return;
        const text = await scanCamera(video.current, closed.signal);
        if (text !== undefined) found.current.onText(text);
      } catch {
        if (!closed.signal.aborted) found.current.onFault();
      }
    };
    void scan();
    return () => closed.abort();
  }, []);
  return (
    <div className="ox-camera">
      <video ref={video} muted playsInline aria-label={t('file.scanning')} />
      <p role="status">{t('file.aim')}</p>
    </div>
  );
}

export function Intake({ onBytes, onStart }: Props) {
  const { t } = useTranslation('verification');
  const [scanning, setScanning] = useState(false);
  const [over, setOver] = useState(false);
  const [reading, setReading] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const [pasted, setPasted] = useState('');
  const file = useRef<HTMLInputElement>(null);
  const photo = useRef<HTMLInputElement>(null);

  const start = () => {
    setScanning(false);
    setFault(undefined);
    onStart();
  };

  const take = async (given: File | undefined) => {
    if (!given) return;
    start();
    setReading(true);
    const read = await readFile(given);
    setReading(false);
    if (read instanceof Uint8Array) onBytes(read);
    else setFault(read);
  };

  const takeText = (text: string) => {
    start();
    const bytes = readPasted(text);
    if (bytes) onBytes(bytes);
    else setFault('empty');
  };

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };

  const paste = (event: FormEvent) => {
    event.preventDefault();
    takeText(pasted);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way; the buttons are for everybody.
    <div
      className={`ox-card ox-intake${over ? ' ox-intake--over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <h2>{t('file.title')}</h2>
      <p className="ox-lead">{t('file.lead')}</p>
      {fault && <PlainAlert tone="error">{t(`file.${fault}`)}</PlainAlert>}
      <input
        ref={file}
        type="file"
        hidden
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <input
        ref={photo}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <div className="ox-intake__ways">
        <PlainButton
          onClick={() => {
            const next = !scanning;
            start();
            setScanning(next);
          }}
        >
          {t(scanning ? 'file.stop' : 'file.camera')}
        </PlainButton>
        <PlainButton onClick={() => photo.current?.click()}>{t('file.photo')}</PlainButton>
        <PlainButton onClick={() => file.current?.click()}>{t('file.choose')}</PlainButton>
      </div>
      {scanning && (
        <Camera
          onText={takeText}
          onFault={() => {
            setScanning(false);
            setFault('no_camera');
          }}
        />
      )}
      <p className="ox-intake__drop">{t('file.drop')}</p>
      <form className="ox-intake__paste" onSubmit={paste} noValidate>
        <PlainField
          label={t('file.paste')}
          value={pasted}
          onChange={setPasted}
          autoComplete="off"
          spellCheck={false}
        />
        <PlainButton type="submit">{t('file.paste_check')}</PlainButton>
      </form>
      {reading && <p role="status">{t('file.busy')}</p>}
    </div>
  );
}
