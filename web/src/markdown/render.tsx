import type { Nodes, Table } from 'mdast';
import { type ComponentChildren, Fragment } from 'preact';
import type { Definitions } from './blocks';
import { CodeBlock } from './CodeBlock';
import type { MarkdownHost } from './host';
import { isAllowedImage, parseDeeplink, safeHref } from './urls';

export interface RenderContext extends MarkdownHost {
  readonly definitions: Definitions;
}

/** The levels that are left for headings in a message: a turn of the conversation has the third. */
export type HeadingLevel = 4 | 5 | 6;

/** Deeper nesting than this is nobody's prose. */
const MAX_DEPTH = 40;

/**
 * Draws a node. Nothing in it is ever taken for HTML.
 *
 * @param level The heading's level, if the node is a heading of the document's own outline.
 */
export function renderNode(
  node: Nodes,
  context: RenderContext,
  depth = 0,
  level?: HeadingLevel,
): ComponentChildren {
  if (depth > MAX_DEPTH) return null;
  // A block at the top finds its own direction; what is inside it goes the same way.
  const dir = depth === 0 ? 'auto' : undefined;
  const inside = () => ('children' in node ? renderAll(node.children, context, depth + 1) : null);

  switch (node.type) {
    case 'text':
      return node.value;
    case 'paragraph':
      return <p dir={dir}>{inside()}</p>;
    case 'heading': {
      // Inside a list or a quotation it is only a line in bold.
      const Heading = level ? (`h${level}` as const) : 'p';
      return (
        <Heading dir={dir} data-level={node.depth}>
          {inside()}
        </Heading>
      );
    }
    case 'emphasis':
      return <em>{inside()}</em>;
    case 'strong':
      return <strong>{inside()}</strong>;
    case 'delete':
      return <del>{inside()}</del>;
    case 'inlineCode':
      return <code dir="ltr">{node.value}</code>;
    case 'code':
      return <CodeBlock code={node.value} language={node.lang ?? null} />;
    case 'break':
      return <br />;
    case 'thematicBreak':
      return <hr />;
    case 'blockquote':
      return <blockquote dir={dir}>{inside()}</blockquote>;
    case 'list': {
      const spread = node.spread ? '' : undefined;
      return node.ordered ? (
        <ol dir={dir} start={node.start ?? 1} data-spread={spread}>
          {inside()}
        </ol>
      ) : (
        <ul dir={dir} data-spread={spread}>
          {inside()}
        </ul>
      );
    }
    case 'listItem':
      return (
        <li data-task={typeof node.checked === 'boolean' ? '' : undefined}>
          {typeof node.checked === 'boolean' && (
            <span
              class="ck-md-check"
              role="img"
              aria-label={context.t(node.checked ? 'markdown.task.done' : 'markdown.task.open')}
              data-checked={node.checked ? '' : undefined}
            />
          )}
          {/* Items of a tight list are lines, not paragraphs. */}
          {node.children.map((child) =>
            child.type === 'paragraph' && !node.spread
              ? renderAll(child.children, context, depth + 2)
              : renderNode(child, context, depth + 1),
          )}
        </li>
      );
    case 'table':
      return renderTable(node, context, depth);
    case 'link':
      return renderLink(node.url, node.title, inside(), context);
    case 'linkReference': {
      const definition = context.definitions.get(node.identifier);
      return definition
        ? renderLink(definition.url, definition.title, inside(), context)
        : inside();
    }
    case 'image':
      return renderImage(node.url, node.alt, node.title, context);
    case 'imageReference': {
      const definition = context.definitions.get(node.identifier);
      return definition
        ? renderImage(definition.url, node.alt, definition.title, context)
        : node.alt;
    }
    case 'footnoteReference': {
      const label = node.label ?? node.identifier;
      return (
        <sup class="ck-md-note" role="img" aria-label={context.t('markdown.footnote', { label })}>
          {label}
        </sup>
      );
    }
    case 'footnoteDefinition':
      return (
        <aside class="ck-md-notes" dir={dir}>
          <sup>{node.label ?? node.identifier}</sup>
          <div>{inside()}</div>
        </aside>
      );
    case 'html':
      return /^<br\s*\/?>$/i.test(node.value) ? <br /> : node.value;
    case 'mark':
      return <Fragment key={node.mark.key}>{node.mark.content}</Fragment>;
    case 'root':
      return inside();
    case 'definition':
    case 'yaml':
    case 'tableRow':
    case 'tableCell':
      return null;
    default:
      return node satisfies never;
  }
}

function renderAll(
  nodes: readonly Nodes[],
  context: RenderContext,
  depth: number,
): ComponentChildren {
  return nodes.map((node) => renderNode(node, context, depth));
}

function renderTable(node: Table, context: RenderContext, depth: number): ComponentChildren {
  const [head, ...rows] = node.children;
  const align = (index: number) => node.align?.[index] ?? undefined;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard.
    <div class="ck-md-table" dir={depth === 0 ? 'auto' : undefined} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head?.children.map((cell, index) => (
              <th key={index} scope="col" data-align={align(index)}>
                {renderAll(cell.children, context, depth + 3)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.children.map((cell, index) => (
                <td key={index} data-align={align(index)}>
                  {renderAll(cell.children, context, depth + 3)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function renderLink(
  url: string,
  title: string | null | undefined,
  children: ComponentChildren,
  context: RenderContext,
): ComponentChildren {
  const href = safeHref(url);
  if (href === null) return children;
  const deeplink = parseDeeplink(href);
  if (deeplink) {
    const follow = (event: Event) => {
      event.preventDefault();
      context.onDeeplink(deeplink);
    };
    return (
      <a href={href} title={title ?? undefined} onClick={follow}>
        {children}
      </a>
    );
  }
  return (
    <a href={href} title={title ?? undefined} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

function renderImage(
  url: string,
  alt: string | null | undefined,
  title: string | null | undefined,
  context: RenderContext,
): ComponentChildren {
  if (!isAllowedImage(url, context.imageDomains)) {
    return renderLink(url, title, alt || url, context);
  }
  return (
    <img
      src={url}
      alt={alt ?? ''}
      title={title ?? undefined}
      loading="lazy"
      referrerpolicy="no-referrer"
    />
  );
}
