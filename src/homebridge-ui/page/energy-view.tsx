import { useEffect, useState } from 'preact/hooks';
import type { EnergyOfPlug, Failure, PlugTarget } from '../api.ts';
import { BarPlot } from './bar-plot.tsx';
import { dayLabel, hoursOfDay, monthLabel } from './energy-days.ts';
import { EnergyTable } from './energy-table.tsx';
import { FailureNote } from './failure-note.tsx';
import { decimal, usePage } from './page-tools.ts';

/** The energy of the last days, and on request that of the hours of one day. Asked for when it is shown. */
export function EnergyView({ target, plug }: { readonly target: PlugTarget; readonly plug: string }) {
  const { t, language, ask } = usePage();
  const [energy, setEnergy] = useState<EnergyOfPlug>();
  const [failure, setFailure] = useState<Failure>();
  const [date, setDate] = useState<string>();
  const load = async (): Promise<void> => {
    setFailure(undefined);
    const answer = await ask('/energy', target);
    if ('failure' in answer) setFailure(answer.failure);
    else setEnergy(answer.reply.energy);
  };
  useEffect(() => void load(), []);
  if (failure !== undefined) return <FailureNote failure={failure} onRetry={load} />;
  if (energy === undefined) return <p class="ml-quiet">{t.reading}</p>;
  const { days } = energy;
  if (days.length === 0) return <p>{t.energy.none}</p>;

  const kilowattHours = (wattHours: number) => t.kilowattHours(decimal(language, wattHours / 1000, 2));
  const hasHours = energy.hours.length > 0;
  const hours = date === undefined ? [] : hoursOfDay(energy, date);
  const pick = (at: number): void => {
    if (hasHours) setDate(days[at]?.date);
  };
  return (
    <div>
      <p class="ml-quiet small mb-1">{hasHours ? t.energy.pickDay : t.energy.noHours}</p>
      <BarPlot labels={days.map(day => dayLabel(language, day.date))} values={days.map(toKwh)} onPick={pick} />
      <EnergyTable
        caption={t.energy.days(plug)}
        rows={days.map(day => ({ label: dayLabel(language, day.date), amount: kilowattHours(day.wattHours) }))}
        onPick={hasHours ? pick : undefined}
      />
      <EnergyTable
        title={t.energy.perMonth}
        caption={t.energy.months(plug)}
        rows={energy.months.map(({ month, wattHours, missingDays }) => ({
          label: monthLabel(language, month),
          amount: `${kilowattHours(wattHours)}${missingDays === 0 ? '' : ` (${t.energy.missingDays(missingDays)})`}`,
        }))}
      />
      {date !== undefined && (
        <div class="mt-2" aria-live="polite">
          <h4>{t.energy.hours(dayLabel(language, date))}</h4>
          {hours.length === 0 ? (
            <p>{t.energy.noHoursOfDay}</p>
          ) : (
            <>
              <BarPlot labels={hours.map(hour => hour.label)} values={hours.map(toKwh)} />
              <EnergyTable
                caption={t.energy.hours(dayLabel(language, date))}
                rows={hours.map(({ label, wattHours }) => ({ label, amount: kilowattHours(wattHours) }))}
              />
            </>
          )}
        </div>
      )}
    </div>
  );
}

const toKwh = ({ wattHours }: { readonly wattHours: number }): number => wattHours / 1000;
