import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Markdown } from './Markdown';

const html = (text: string) =>
  renderToStaticMarkup(
    <Markdown text={text} reference={(id) => <button type="button">{id}</button>} />,
  );

describe('markdown', () => {
  it('shows headings, emphasis and tables', () => {
    const shown = html('## Spend\n\n**$1**\n\n| model | usd |\n| --- | ---: |\n| a | 1 |');
    expect(shown).toContain('<h2>Spend</h2>');
    expect(shown).toContain('<strong>$1</strong>');
    expect(shown).toMatch(/<th[^>]*>model<\/th>/);
  });

  it('leaves no inline style, which the policy of the page would refuse', () => {
    expect(html('| a | b |\n| :-- | --: |\n| 1 | 2 |')).not.toContain('style=');
  });

  it.each([
    ['a script', '<script>alert(1)</script>', '<script'],
    ['a handler', '<img src=x onerror=alert(1)>', '<img'],
    ['a frame', '<iframe src="https://example.com"></iframe>', '<iframe'],
    ['a style', '<style>body{display:none}</style>', '<style'],
    ['a script inside a table', '| a |\n| - |\n| <script>alert(1)</script> |', '<script'],
  ])('lets %s do nothing', (_, text, forbidden) => {
    expect(html(text)).not.toContain(forbidden);
  });

  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java\nscript:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](vbscript:msgbox)',
    '<javascript:alert(1)>',
    '[x]( javascript:alert(1))',
  ])('takes the link from %j', (text) => {
    expect(html(text)).not.toMatch(/href=/i);
  });

  it('keeps an honest link, opened apart from this page', () => {
    expect(html('[docs](https://example.com/a)')).toContain(
      '<a href="https://example.com/a" target="_blank" rel="noopener noreferrer">docs</a>',
    );
  });

  it('fetches no picture from anywhere', () => {
    expect(html('![chart](https://example.com/p.png)')).toBe(
      '<div class="prose"><p><span>chart</span></p></div>',
    );
  });

  it('makes evidence ids pressable, one by one', () => {
    expect(html('You spent $1 [e1, e12].')).toContain('<button type="button">e1</button>');
    expect(html('You spent $1 [e1, e12].')).toContain('<button type="button">e12</button>');
    expect(html('`[e1]`')).toContain('<code>[e1]</code>');
  });
});
