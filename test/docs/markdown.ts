/** The documents of this repository as their tests read them: links, headings and fenced blocks. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Every document, as a path from the root. */
export const DOCUMENTS: readonly string[] = ['.', 'docs', 'traces'].flatMap(folder =>
  readdirSync(join(ROOT, folder))
    .filter(name => name.endsWith('.md'))
    .map(name => (folder === '.' ? name : `${folder}/${name}`)),
);

export function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** A fenced block of one document. */
export interface FencedBlock {
  readonly language: string;
  readonly text: string;
  /** Line of its first line of text, counted from 1. */
  readonly line: number;
}

const FENCE = /^([ ]*)```([a-z]*)[^\n]*\n([^]*?)^\1```/gm;

export function fencedBlocks(markdown: string): readonly FencedBlock[] {
  return Array.from(markdown.matchAll(FENCE), ({ 2: language = '', 3: text = '', index }) => ({
    language,
    text,
    line: markdown.slice(0, index).split('\n').length + 1,
  }));
}

/** Targets of links and images, outside of code. */
export function linksIn(markdown: string): readonly string[] {
  const prose = markdown.replace(FENCE, '').replace(/`[^`\n]*`/g, '');
  const inline = prose.matchAll(/\]\(\s*<?([^)\s>]+)/g);
  const images = prose.matchAll(/<img[^>]*\ssrc="([^"]+)"/g);
  return [...inline, ...images].map(([, target = '']) => target);
}

/** What `#…` may follow the name of this document: as GitHub and npm make it of headings, and anchors written out. */
export function anchorsIn(markdown: string): ReadonlySet<string> {
  const prose = markdown.replace(FENCE, '');
  const headings = Array.from(prose.matchAll(/^#{1,6} +(.+?) *#*$/gm), ([, heading = '']) => slug(heading));
  const written = Array.from(prose.matchAll(/<a (?:id|name)="([^"]+)"/g), ([, id = '']) => id);
  return new Set([...headings, ...written]);
}

/** `Is it "on"?` becomes `is-it-on`. */
function slug(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');
}
