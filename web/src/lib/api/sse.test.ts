import { describe, expect, it } from 'vitest';
import { eventParser } from './sse';

describe('eventParser', () => {
  it('puts an event together that arrives in pieces', () => {
    const parse = eventParser();
    expect(parse('event: unr')).toEqual([]);
    expect(parse('ead\ndata: {"count":')).toEqual([]);
    expect(parse('3}\n\nevent: notice\ndata: x\n\n')).toEqual([
      { event: 'unread', data: '{"count":3}' },
      { event: 'notice', data: 'x' },
    ]);
  });

  it('joins several data lines and skips comments', () => {
    expect(eventParser()(': keep-alive\n\ndata: a\r\ndata: b\r\n\r\n')).toEqual([
      { event: 'message', data: 'a\nb' },
    ]);
  });
});
