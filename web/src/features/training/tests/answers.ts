/**
 * Answers on their way to the server: each is sent as soon as it is given, the newest of a question last, and what did
 * not arrive is sent again until it does or the server says that it is too late.
 */
export type Given = Readonly<Record<string, readonly string[]>>;
export type Progress = 'saved' | 'saving' | 'failed';

interface Options {
  send: (question: string, answer: string[]) => Promise<unknown>;
  /** Whether sending again can help. */
  mayRetry: (error: unknown) => boolean;
  onChange: (progress: Progress, savedOnce: boolean) => void;
  /** The server takes no answers any more. */
  onRefused: (error: unknown) => void;
  /** Milliseconds until what did not arrive is sent again. */
  pause: number;
}

export class AnswerQueue {
  /** What is given and not acknowledged, by question. */
  private readonly waiting = new Map<string, string[]>();
  private busy = false;
  private stopped = false;
  private failing = false;
  private savedOnce = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly options: Options;

  constructor(options: Options) {
    this.options = options;
  }

  give(question: string, answer: readonly string[]): void {
    if (this.stopped) return;
    this.waiting.set(question, [...answer]);
    void this.work();
  }

  /** Sends what did not arrive, at once. */
  retry(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    void this.work();
  }

  get pending(): number {
    return this.waiting.size;
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private tell(): void {
    const progress = this.failing ? 'failed' : this.waiting.size > 0 ? 'saving' : 'saved';
    this.options.onChange(progress, this.savedOnce);
  }

  private async work(): Promise<void> {
    if (this.busy) return this.tell();
    this.busy = true;
    this.tell();
    for (;;) {
      const next = this.stopped ? undefined : this.waiting.entries().next().value;
      if (!next) break;
      const [question, answer] = next;
      try {
        await this.options.send(question, answer);
        // Another answer may have come meanwhile: that one still has to be sent.
        if (this.waiting.get(question) === answer) this.waiting.delete(question);
        this.failing = false;
        this.savedOnce = true;
        this.tell();
      } catch (error) {
        if (!this.options.mayRetry(error)) {
          this.stop();
          this.options.onRefused(error);
          break;
        }
        this.failing = true;
        this.timer = setTimeout(() => this.retry(), this.options.pause);
        break;
      }
    }
    this.busy = false;
    if (!this.stopped) this.tell();
  }
}
