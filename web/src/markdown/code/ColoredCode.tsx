import { Component, type ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import { Chunk, useChunk } from '../../chunks';
import { MarkdownHostContext } from '../host';
import { cutCode } from './pieces';

const colors = new Chunk('code', () => import('./colors'));

interface ColoredCodeProps {
  code: string;
  language: string | null;
  /** More is to come. */
  open: boolean;
}

/** Longer lines than this are data, not code. */
const MAX_LINE = 2_000;

/** Code in the colours of its language, as soon as they are loaded. */
export function ColoredCode({ code, language, open }: ColoredCodeProps) {
  const { onChunkFailure } = useContext(MarkdownHostContext);
  const parser = useChunk(colors, onChunkFailure, language !== null);
  const color = language !== null && parser?.knowsLanguage(language) ? parser.colorCode : null;
  return (
    <>
      {cutCode(code, open).map((piece, index) => (
        <Piece key={index} text={piece} language={language ?? ''} color={color} />
      ))}
    </>
  );
}

interface PieceProps {
  text: string;
  language: string;
  color: ((language: string, code: string) => { kind: string | null; text: string }[]) | null;
}

/** Coloured again only when it changed. */
class Piece extends Component<PieceProps> {
  override shouldComponentUpdate(next: Readonly<PieceProps>): boolean {
    const { text, language, color } = this.props;
    return next.text !== text || next.language !== language || next.color !== color;
  }

  override render({ text, language, color }: PieceProps): ComponentChildren {
    const isData = text.split('\n').some((line) => line.length > MAX_LINE);
    const tokens = color && !isData ? color(language, text) : [{ kind: null, text }];
    return (
      <span class="ck-code-piece">
        {tokens.map(({ kind, text: part }, index) =>
          kind === null ? (
            part
          ) : (
            <span key={index} data-token={kind}>
              {part}
            </span>
          ),
        )}
      </span>
    );
  }
}
