using System.Diagnostics;
using System.Globalization;
using OpenTelemetry;
using Spectre.Console;

namespace Colloquy.Samples;

/// <summary>Writes each span to the console when it ends, with its attributes. A service would send them on, by the OTLP exporter.</summary>
internal sealed class SpanPrinter : BaseExporter<Activity>
{
    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
        {
            var indent = span.Parent is null ? "" : "  ";
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{indent}[blue]{span.DisplayName}[/] [grey]{span.Duration.TotalMilliseconds:0.0} ms[/]");
            var tags = span.TagObjects.Where(tag => tag.Value is not null).Select(tag => $"{tag.Key}={Show(tag.Value)}");
            AnsiConsole.MarkupLineInterpolated($"{indent}  [grey]{string.Join(' ', tags)}[/]");
        }

        return ExportResult.Success;
    }

    private static string Show(object? value) => value is string[] many ? string.Join(',', many) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
