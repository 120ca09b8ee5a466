using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Spectre.Console;

namespace Colloquy.Samples;

/// <summary>Writes metrics to the console as a table.</summary>
internal sealed class MetricPrinter : BaseExporter<Metric>
{
    public override ExportResult Export(in Batch<Metric> batch)
    {
        var table = new Table().AddColumns("metric", "unit", "of", "value").RoundedBorder();
        foreach (var metric in batch)
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
                table.AddRow(metric.Name, Markup.Escape(metric.Unit), Markup.Escape(Tags(point)), Value(metric, point));
        }

        if (table.Rows.Count > 0)
            AnsiConsole.Write(table);
        return ExportResult.Success;
    }

    private static string Tags(in MetricPoint point)
    {
        List<string> tags = [];
        foreach (var tag in point.Tags)
        {
            if (tag.Value is not null)
                tags.Add($"{tag.Key[(tag.Key.LastIndexOf('.') + 1)..]}={tag.Value}");
        }

        return string.Join(' ', tags);
    }

    private static string Value(Metric metric, in MetricPoint point) => metric.MetricType switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => Number(point.GetSumLong()),
        MetricType.LongGauge => Number(point.GetGaugeLastValueLong()),
        MetricType.DoubleGauge => Number(point.GetGaugeLastValueDouble()),
        MetricType.Histogram => $"{Number(point.GetHistogramSum() / Math.Max(point.GetHistogramCount(), 1))} on average of {point.GetHistogramCount()}",
        _ => "",
    };

    private static string Number(double value) => value.ToString("0.#####", CultureInfo.InvariantCulture);
}
