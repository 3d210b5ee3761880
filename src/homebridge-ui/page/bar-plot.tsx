import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { decimal, usePage } from './page-tools.ts';

interface BarPlotProps {
  readonly labels: readonly string[];
  /** Kilowatt-hours. */
  readonly values: readonly number[];
  /** Called with the number of the bar that was pressed. */
  readonly onPick?: (at: number) => void;
}

const HEIGHT = 170;
const BAR = { size: [0.7, 48] as [number, number] };

/** Bars. Screen readers skip them: the same numbers stand in a table. */
export function BarPlot({ labels, values, onPick }: BarPlotProps) {
  const { language } = usePage();
  const place = useRef<HTMLDivElement>(null);
  const pick = useRef(onPick);
  pick.current = onPick;
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const plot = new uPlot(
      optionsFor(element, labels, value => decimal(language, value, 2)),
      [labels.map((_, at) => at), [...values]],
    );
    element.replaceChildren(plot.root);
    plot.over.addEventListener('click', ({ offsetX }) => pick.current?.(Math.round(plot.posToVal(offsetX, 'x'))));
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [labels.join(), values.join(), language]);
  return <div ref={place} class={`ml-plot${onPick === undefined ? '' : ' ml-pick'}`} aria-hidden="true" />;
}

function optionsFor(element: HTMLElement, labels: readonly string[], write: (value: number) => string): uPlot.Options {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const stroke = style.color;
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
    scales: {
      x: { time: false, range: () => [-0.6, labels.length - 0.4] },
      y: { range: (_plot, _least, most) => [0, most > 0 ? most * 1.1 : 1] },
    },
    axes: [
      {
        stroke,
        grid: { show: false },
        ticks: { show: false },
        incrs: [1, 2, 3, 4, 6, 7, 8, 12, 14],
        values: (_plot, places) => places.map(at => labels[at] ?? ''),
      },
      {
        stroke,
        size: 56,
        grid: { stroke: color('--ml-line'), width: 1 },
        ticks: { show: false },
        values: (_plot, marks) => marks.map(write),
      },
    ],
    series: [{}, { fill: color('--ml-bar'), stroke: color('--ml-bar'), width: 0, ...bars(), points: { show: false } }],
  };
}

/** uPlot's bars; its type says that they may be missing from a build. */
function bars(): Pick<uPlot.Series, 'paths'> {
  const paths = uPlot.paths.bars?.(BAR);
  return paths === undefined ? {} : { paths };
}
