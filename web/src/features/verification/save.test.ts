import { describe, expect, it } from 'vitest';
import { withBundle } from './save';

const page = '<body><script type="application/json" id="bundle"></script><script>1</script></body>';

describe('the saved page', () => {
  it('carries the bundle, whatever stands in it', () => {
    const bundle = JSON.stringify({ note: '</script><b>$& — 中文' });
    const saved = withBundle(page, bundle);
    const held = new DOMParser().parseFromString(saved, 'text/html').getElementById('bundle');
    expect(JSON.parse(held?.textContent ?? '')).toEqual(JSON.parse(bundle));
    expect(saved).toContain('<script>1</script>');
  });

  it('is not made of a page without a place for it', () => {
    expect(() => withBundle('<body></body>', '{}')).toThrow('unreadable_answer');
  });
});
