import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface SectionProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** A part of the page, or of a plug. */
  readonly level: 2 | 4;
}

/** A part that opens when its title is pressed. What is in it is made, and its requests sent, only then. */
export function Section({ title, children, level }: SectionProps) {
  const [isOpen, setOpen] = useState(false);
  const Heading = level === 2 ? 'h2' : 'h4';
  return (
    <details class={`ml-section ml-level-${level}`} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <Heading>{title}</Heading>
      </summary>
      {isOpen && <div class="ml-section-body">{children}</div>}
    </details>
  );
}
