import type { CSSProperties, ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';

/** Makes of a reference such as `[e3]` in the text a place to press. */
export type Reference = (id: string) => ReactNode;

const plain: Components = {
  // A wide table scrolls in its own box instead of pushing the page sideways.
  table: ({ node: _, ...props }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="table-box" aria-label="Table" tabIndex={0}>
      <table {...props} />
    </section>
  ),
  // Alignment comes as an inline style, which the policy of the page refuses.
  th: ({ node: _, style, ...props }) => <th className={aligned(style)} {...props} />,
  td: ({ node: _, style, ...props }) => <td className={aligned(style)} {...props} />,
  // Nothing in an answer is fetched from elsewhere: an image becomes its words.
  img: ({ alt }) => <span>{alt}</span>,
};

/**
 * Markdown from the house, shown safely: markup in it stays text, and an address that is not
 * http, https or mailto loses its link.
 */
export function Markdown({ text, reference }: { text: string; reference?: Reference }) {
  return (
    <div className="prose">
      <ReactMarkdown
        remarkPlugins={[remarkGfm, evidenceLinks]}
        urlTransform={safeAddress}
        components={{ ...plain, a: (props) => anchor(props.href, props.children, reference) }}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
}

function aligned(style: CSSProperties | undefined): string | undefined {
  return style?.textAlign === 'right' ? 'end' : undefined;
}

const EVIDENCE = '#evidence-';

export function safeAddress(address: string): string {
  if (address.startsWith('#')) return address;
  return /^(https?:\/\/|mailto:)/i.test(address) ? address : '';
}

function anchor(href: string | undefined, children: ReactNode, reference?: Reference): ReactNode {
  if (href?.startsWith(EVIDENCE) && reference) return reference(href.slice(EVIDENCE.length));
  if (!href || href.startsWith('#')) return <>{children}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

interface Node {
  type: string;
  value?: string;
  url?: string;
  children?: Node[];
}

/** Turns `[e1]` and `[e1, e2]` in running text into links to their evidence. */
function evidenceLinks() {
  return (tree: Node) => link(tree);
}

function link(parent: Node): void {
  if (!parent.children || parent.type === 'link') return;
  parent.children = parent.children.flatMap((child) => {
    if (child.type === 'text') return split(child.value ?? '');
    link(child);
    return [child];
  });
}

function split(value: string): Node[] {
  return value.split(/(\[e\d+(?:, ?e\d+)*\])/).flatMap((part, index) => {
    if (index % 2 === 0) return part ? [{ type: 'text', value: part }] : [];
    return part.slice(1, -1).split(/, ?/).map(evidenceLink);
  });
}

function evidenceLink(id: string): Node {
  return { type: 'link', url: EVIDENCE + id, children: [{ type: 'text', value: id }] };
}
