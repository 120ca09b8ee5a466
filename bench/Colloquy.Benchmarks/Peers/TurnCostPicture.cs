using System.Globalization;
using System.Text;

namespace Colloquy.Benchmarks;

/// <summary>Draws what a turn costs against the length of its session, as SVG: both axes logarithmic, with a page of its own that is dark where the reader prefers that.</summary>
internal static class TurnCostPicture
{
    private const double Left = 70;
    private const double Right = 470;
    private const double Top = 64;
    private const double Bottom = 372;
    private const double LabelHeight = 34;
    private const double LeastMicroseconds = 10;
    private const double MostMicroseconds = 100_000;

    private static readonly Line[] Lines =
    [
        new("Colloquy, in memory", "colloquy", "turn.grown.memory", IsOurs: true),
        new("Colloquy, SQLite, each step committed", "colloquy stored", "turn.grown.sqlite", IsOurs: true),
        new("Agent Framework, in memory", "framework", "turn.grown.memory", IsOurs: false),
        new("Agent Framework, SQLite, session in a row", "framework stored", "turn.grown.sqlite", IsOurs: false),
    ];

    public static string Draw(IReadOnlyList<Measurement> found)
    {
        var svg = new StringBuilder("""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 430" width="800" height="430" role="img" aria-labelledby="title desc">
            <title id="title">What a turn costs, against the length of its session</title>

            """);
        var drawn = Lines.Select(line => (Line: line, Costs: PeerMeasure.Lengths.Select(length => CostOf(found, line, length)).ToArray())).Where(line => !line.Costs.Contains(null)).ToArray();
        svg.Append(CultureInfo.InvariantCulture, $"<desc id=\"desc\">{string.Join(". ", drawn.Select(line => $"{line.Line.Label}: {string.Join(", ", line.Costs.Zip(PeerMeasure.Lengths, (cost, length) => $"{Time(cost!.Value)} at {Count(length)} messages"))}"))}.</desc>\n");
        svg.Append("""
            <style>
            text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #444b55; }
            .heading { font-size: 16px; font-weight: 600; fill: #1b1f24; }
            .value { font-weight: 600; }
            .page { fill: #ffffff; }
            .grid { stroke: #d5d9de; stroke-width: 1; }
            .line { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round; }
            .stored { stroke-dasharray: 7 5; }
            .line.colloquy { stroke: #1f63c6; } .dot.colloquy, .value.colloquy { fill: #1f63c6; }
            .line.framework { stroke: #b4530d; } .dot.framework, .value.framework { fill: #b4530d; }
            @media (prefers-color-scheme: dark) {
              .page { fill: #14181e; } text { fill: #b3bac4; } .heading { fill: #eef1f5; } .grid { stroke: #3a414a; }
              .line.colloquy { stroke: #77adff; } .dot.colloquy, .value.colloquy { fill: #77adff; }
              .line.framework { stroke: #f3a35e; } .dot.framework, .value.framework { fill: #f3a35e; }
            }
            </style>
            <rect class="page" width="800" height="430" rx="8"/>
            <text class="heading" x="20" y="28">What a turn costs, against the length of its session</text>
            <text x="20" y="48">a model that answers at once; both axes are logarithmic; lower is better</text>

            """);
        DrawAxes(svg);
        DrawLines(svg, drawn);
        return svg.Append("</svg>\n").ToString();
    }

    private static void DrawAxes(StringBuilder svg)
    {
        for (var time = LeastMicroseconds; time <= MostMicroseconds; time *= 10)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" y1=\"{Y(time):0.#}\" x2=\"{Right}\" y2=\"{Y(time):0.#}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{Y(time) + 4:0.#}\" text-anchor=\"end\">{Time(time)}</text>\n");
        }

        foreach (var length in PeerMeasure.Lengths)
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(length):0.#}\" y=\"{Bottom + 20}\" text-anchor=\"middle\">{Count(length)}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Right) / 2}\" y=\"{Bottom + 42}\" text-anchor=\"middle\">messages in the session</text>\n");
    }

    private static void DrawLines(StringBuilder svg, (Line Line, double?[] Costs)[] drawn)
    {
        var free = double.MaxValue;
        foreach (var (line, costs) in drawn.OrderBy(line => line.Costs[^1]))
        {
            var points = costs.Zip(PeerMeasure.Lengths, (cost, length) => FormattableString.Invariant($"{X(length):0.#},{Y(cost!.Value):0.#}")).ToArray();
            svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"line {line.Style}\" points=\"{string.Join(' ', points)}\"/>\n");
            foreach (var point in points)
                svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot {line.Style}\" cx=\"{point.Split(',')[0]}\" cy=\"{point.Split(',')[1]}\" r=\"4\"/>");

            // From the bottom up, so that no label stands on the one below it.
            var y = Math.Min(Y(costs[^1]!.Value), free);
            free = y - LabelHeight;
            svg.Append(CultureInfo.InvariantCulture, $"\n<text class=\"value {line.Style}\" x=\"{Right + 14}\" y=\"{y - 2:0.#}\">{Time(costs[^1]!.Value)}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Right + 14}\" y=\"{y + 14:0.#}\">{line.Label}</text>\n");
        }
    }

    private static double? CostOf(IReadOnlyList<Measurement> found, Line line, int length) =>
        found.FirstOrDefault(measurement => measurement.Name == $"{line.Measure}.{length}") is { } measurement ? (line.IsOurs ? measurement.Value : measurement.Baseline) : null;

    private static double X(double messages) =>
        Left + 20 + ((Right - Left - 32) * Share(messages, PeerMeasure.Lengths[0], PeerMeasure.Lengths[^1]));

    private static double Y(double microseconds) => Bottom - ((Bottom - Top) * Share(Math.Clamp(microseconds, LeastMicroseconds, MostMicroseconds), LeastMicroseconds, MostMicroseconds));

    private static double Share(double value, double least, double most) => Math.Log(value / least) / Math.Log(most / least);

    private static string Count(int messages) => messages.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(double microseconds) =>
        microseconds < 1_000 ? FormattableString.Invariant($"{microseconds:0} µs") : FormattableString.Invariant($"{microseconds / 1_000:0.#} ms");

    /// <summary>One line of the picture.</summary>
    /// <param name="Label">What stands beside it.</param>
    /// <param name="Style">The classes of its style.</param>
    /// <param name="Measure">The measure whose figures it shows.</param>
    /// <param name="IsOurs">Whether it shows the values, and not the baselines.</param>
    private sealed record Line(string Label, string Style, string Measure, bool IsOurs);
}
